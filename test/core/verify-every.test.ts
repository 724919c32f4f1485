import { expect, test } from 'vitest';
import { verifyEvery } from '../../lib/core/plan/verify-every.js';

test.each([
  ['all at a low rate', { peakRate: 16, preAllocatedVUs: 20 }, undefined, 1],
  ['sixteen a second at a high one', { peakRate: 1_600, preAllocatedVUs: 20 }, undefined, 100],
  ['no more than sixty witnesses where virtual users are many', { peakRate: 1, preAllocatedVUs: 600 }, undefined, 10],
  ['the share that is set, whatever the rate', { peakRate: 1_200, preAllocatedVUs: 20 }, 0.5, 2],
  ['none where that is set', { peakRate: 1, preAllocatedVUs: 1 }, 0, 0],
])('signatures are verified: %s', (_, load, share, every) => {
  expect(verifyEvery(load, share)).toBe(every);
});
