import { base, en, Faker } from '@faker-js/faker';
import type { PoolDefinition } from '../../core/pool.js';

const faker = new Faker({ locale: [en, base] });

/** The name of user `index` that a person reads: made up, and the same each time. */
export function displayNameAt(pool: PoolDefinition, index: number): string {
  let seed = index;
  for (const letter of pool.name) seed = (Math.imul(seed, 31) + letter.charCodeAt(0)) | 0;
  faker.seed(seed);
  return faker.person.fullName();
}
