import { expect, test } from 'vitest';
import { timeReasons } from '../../lib/node/analysis/shared-time.js';

const DAY = 86_400;

test.each([
  [
    'together',
    [
      { first: 100, last: 125 },
      { first: 101, last: 126 },
    ],
    0,
  ],
  [
    'a few seconds apart',
    [
      { first: 100, last: 125 },
      { first: 110, last: 135 },
    ],
    0,
  ],
  [
    'one after the other',
    [
      { first: 100, last: 125 },
      { first: 126, last: 151 },
    ],
    1,
  ],
  [
    'on different days',
    [
      { first: 100, last: 125 },
      { first: 100 + DAY, last: 125 + DAY },
    ],
    1,
  ],
  [
    'together, but for a third',
    [
      { first: 100, last: 125 },
      { first: 100, last: 125 },
      { first: 130, last: 155 },
    ],
    1,
  ],
])('parts that were sent %s', (_, spans, reasons) => {
  expect(timeReasons(spans, 25_000)).toHaveLength(reasons);
});

test('how much time the parts share is told', () => {
  const [reason] = timeReasons(
    [
      { first: 100, last: 125 },
      { first: 120, last: 145 },
    ],
    25_000,
  );
  expect(reason).toEqual({ status: 'INCONCLUSIVE', text: 'the parts were not sent at the same time: they have 5 s of 25 s in common' });
});

test('of a part without answers other gates tell', () => {
  expect(timeReasons([{ first: 100, last: 125 }, undefined], 25_000)).toEqual([]);
});
