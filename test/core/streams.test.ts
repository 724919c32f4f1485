import { expect, test } from 'vitest';
import { spreadOf } from '../../lib/core/plan/spread.js';
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

test.each([
  [4, 3, 0.25],
  [0.5, 2, 1],
  [200, 2, 0.005],
  [201, 2, 0],
  [4, 1, 0],
  [0, 2, 0],
])('requests of a stream of %d/s beside %i streams in all are spread over %d s', (rate, streams, seconds) => {
  expect(spreadOf(rate, streams, [{ length: 60_000 }])).toBe(seconds);
});

test('no request is held back for more than a tenth of the shortest phase', () => {
  expect(spreadOf(0.5, 2, [{ length: 60_000 }, { length: 1_200 }])).toBeCloseTo(0.12);
});
