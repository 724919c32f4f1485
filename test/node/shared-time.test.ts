import { expect, test } from 'vitest';
import { timeReasons } from '../../lib/node/analysis/shared-time.js';

const DAY = 86_400;
const PHASES = [
  { length: 5_000, measured: false },
  { length: 20_000, measured: true },
];

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
    'three seconds apart',
    [
      { first: 100, last: 125 },
      { first: 103, last: 128 },
    ],
    0,
  ],
  [
    'half a phase apart',
    [
      { first: 100, last: 125 },
      { first: 110, last: 135 },
    ],
    1,
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
  expect(timeReasons(spans, PHASES)).toHaveLength(reasons);
});

test('how far apart they were is told', () => {
  const [reason] = timeReasons(
    [
      { first: 100, last: 125 },
      { first: 120, last: 145 },
    ],
    PHASES,
  );
  expect(reason).toEqual({
    status: 'INCONCLUSIVE',
    text: 'the parts did not begin at the same time: they were 20 s apart, and 3 s are allowed; start the runners together',
  });
});

test('of a long phase parts may miss a tenth', () => {
  const spans = [
    { first: 100, last: 700 },
    { first: 150, last: 750 },
  ];
  expect(timeReasons(spans, [{ length: 540_000, measured: true }])).toEqual([]);
});

test('of a part without answers other gates tell', () => {
  expect(timeReasons([{ first: 100, last: 125 }, undefined], PHASES)).toEqual([]);
});
