import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { cohortSlice, indexOfUsername, type PoolDefinition, userAt, usernameAt, wrongPassword } from '../../lib/core/pool.js';

const pool: PoolDefinition = {
  name: 'demo',
  size: 10_000,
  prefix: 'ropc-',
  domain: 'example.com',
  signInType: 'email',
  cohorts: { honest: 0.8, lockout: 0.1, spray: 0.1 },
};
const hmac = (key: string, message: string) => createHmac('sha256', key).update(message).digest('base64url');
const user = (index: number) => userAt(pool, 'secret', hmac, index);

test('a user is the same each time it is asked for', () => {
  expect(user(4711)).toEqual(user(4711));
});

test('users, pools and secrets that differ have passwords that differ', () => {
  const passwords = [user(1), user(2), userAt(pool, 'other', hmac, 1), userAt({ ...pool, name: 'other' }, 'secret', hmac, 1)].map(
    ({ password }) => password,
  );
  expect(new Set(passwords).size).toBe(4);
});

test('every prefix of three characters or more has three of the four classes', () => {
  for (let i = 0; i < 2_000; i++) expect(user(i).password.slice(0, 3)).toMatch(/^[A-Z][a-z][0-9]$/);
});

test('passwords keep to the length and the characters that B2C takes', () => {
  for (let i = 0; i < 2_000; i++) expect(user(i).password).toMatch(/^[A-Za-z0-9_-]{19}$/);
});

test('a sign-in name leads back to its index, in any case', () => {
  for (const index of [0, 1, 9_999]) expect(indexOfUsername(pool, usernameAt(pool, index).toUpperCase())).toBe(index);
});

test.each([
  'ropc-00010000@example.com',
  'ropc-1@example.com',
  'ropc-00000001@example.org',
  'ropc-',
  '',
  'ropc-0000000x@example.com',
  'ROPC-00000001',
])('"%s" is a user of no pool', (name) => {
  expect(indexOfUsername(pool, name)).toBeUndefined();
});

test('with user names as sign-in type there is no domain', () => {
  expect(usernameAt({ ...pool, signInType: 'username' }, 7)).toBe('ropc-00000007');
});

test('wrong passwords are not the right one and differ from attempt to attempt', () => {
  const attempts = Array.from({ length: 50 }, (_, attempt) => wrongPassword(pool, 'secret', hmac, 3, attempt));
  expect(new Set([...attempts, user(3).password]).size).toBe(51);
});

test('cohorts fill the pool and never overlap', () => {
  const slices = ['honest', 'lockout', 'spray'].map((name) => cohortSlice(pool, name));
  expect(slices).toEqual([
    { first: 0, count: 8_000 },
    { first: 8_000, count: 1_000 },
    { first: 9_000, count: 1_000 },
  ]);
});

test('a cohort without a user is refused', () => {
  expect(() => cohortSlice({ ...pool, size: 2 }, 'lockout')).toThrow('of 2 users none is in cohort "lockout"');
});
