import { expect, test } from 'vitest';
import { operationUsers, sharedUsersNote } from '../../lib/core/plan/operation-users.js';
import type { PoolDefinition } from '../../lib/core/pool.js';

const POOL = { name: 'p', size: 250, cohorts: { honest: 0.8, lockout: 0.2 } } as unknown as PoolDefinition;
const COHORTS = { cohorts: { 'sign-in': 'honest', refresh: 'honest', 'failed-sign-in': 'lockout' } };
const needs = (signIns: number, refreshes: number) => [
  { name: 'sign-in', preAllocatedVUs: signIns },
  { name: 'refresh', preAllocatedVUs: refreshes },
];
const of = (name: 'sign-in' | 'refresh', ...counts: [number, number]) => operationUsers(POOL, COHORTS, name, [], needs(...counts));

test('sign-ins and refreshes have users of their own, as many as they need of each other', () => {
  expect([of('sign-in', 30, 50), of('refresh', 30, 50)]).toEqual([
    { first: 0, count: 75 },
    { first: 75, count: 125 },
  ]);
});

test.each<[string, number, number]>([
  ['a cohort too small for both', 120, 120],
  ['a load of sign-ins alone', 30, 0],
])('in %s they have all of it', (_, ...counts) => {
  expect(of('sign-in', ...counts)).toEqual({ first: 0, count: 200 });
});

test('another cohort is no matter of theirs', () => {
  const apart = { cohorts: { ...COHORTS.cohorts, refresh: 'lockout' } };
  expect(operationUsers(POOL, apart, 'refresh', [], needs(30, 50))).toEqual({ first: 200, count: 50 });
});

test('where they share that is said, with a pool that keeps them apart', () => {
  expect(sharedUsersNote(POOL, COHORTS, needs(30, 50))).toEqual([]);
  expect(sharedUsersNote(POOL, COHORTS, needs(30, 0))).toEqual([]);
  expect(sharedUsersNote(POOL, COHORTS, needs(120, 120))).toEqual([expect.stringMatching(/share 200 accounts.*a pool of 300 users keeps/)]);
});
