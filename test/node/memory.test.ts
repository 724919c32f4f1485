import { expect, test } from 'vitest';
import type { Plan } from '../../lib/core/plan/plan.js';
import { memoryLimit, memoryNeeded, memoryNote, memoryThere } from '../../lib/node/run/memory.js';

const PLAN = {
  operations: [
    { name: 'sign-in', preAllocatedVUs: 100, verifyEvery: 1 },
    { name: 'refresh', preAllocatedVUs: 500, verifyEvery: 50 },
    { name: 'failed-sign-in', preAllocatedVUs: 100, verifyEvery: 1 },
  ],
} as Plan;

test('the memory that a load needs grows with its virtual users and those that hold the whole contract', () => {
  expect(memoryNeeded(PLAN)).toBe(70 + 560 + 55);
  expect(memoryNeeded({ ...PLAN, segment: { index: 1, of: 4 } })).toBe(Math.round(70 + 615 / 4));
});

test('a load that may not fit into the memory there is gets a note, and one that does gets none', () => {
  expect(memoryNote(950, 900)).toMatch(/^k6 may need 950 MB of memory and 900 MB are free: .*--segment/);
  expect(memoryNote(950, 950)).toBeUndefined();
});

test('a machine has some memory', () => {
  expect(memoryThere()).toBeGreaterThan(50);
});

test('k6 is kept below what there is, where a system tells what that is', () => {
  expect(memoryLimit(1_000)).toEqual({ GOMEMLIMIT: '900000000' });
  expect(memoryLimit(Number.POSITIVE_INFINITY)).toEqual({});
});
