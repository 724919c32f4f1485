import { expect, test } from 'vitest';
import { coresOf, throttledOf } from '../../lib/node/run/cgroup.js';

test.each([
  ['15000 100000\n', 0.15],
  ['200000 100000', 2],
  ['max 100000', undefined],
  ['-1\n 100000\n', undefined],
  ['', undefined],
  ['undefined undefined', undefined],
])('the CPU limit "%s" is %s cores', (text, cores) => {
  expect(coresOf(text)).toBe(cores);
});

test('the time for which a group was held back is read in both versions', () => {
  expect(throttledOf('nr_periods 294\nnr_throttled 281\nthrottled_time 34997686756\n')).toBe(34_997_686_756);
  expect(throttledOf('usage_usec 1\nthrottled_usec 5000\n')).toBe(5_000);
  expect(throttledOf('')).toBe(0);
});
