import type { PoolDefinition } from '../../core/pool.js';

/** The name of user `index` that a person reads: made up, and the same each time. */
export type DisplayNameAt = (pool: PoolDefinition, index: number) => string;

/** Makes display names. The library is loaded when it is needed, for it takes 40 MB. */
export async function loadDisplayNames(): Promise<DisplayNameAt> {
  const { base, en, Faker } = await import('@faker-js/faker');
  const faker = new Faker({ locale: [en, base] });
  return (pool, index) => {
    let seed = index;
    for (const letter of pool.name) seed = (Math.imul(seed, 31) + letter.charCodeAt(0)) | 0;
    faker.seed(seed);
    return faker.person.fullName();
  };
}
