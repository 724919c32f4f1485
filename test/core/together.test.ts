import { expect, test } from 'vitest';
import { judgeTogether } from '../../lib/core/experiments/together.js';

const seen = { accounts: 5, locked: 0, granted: 0, from: 10, isLockSeen: true };

test.each([
  ['all accounts are locked', { locked: 5, isLockSeen: false }, 'held'],
  ['counts are lost: all passwords are tried, and do not lock', { granted: 5 }, 'broken'],
  ['counts of one account are lost', { locked: 4, granted: 5 }, 'broken'],
  ['one password is tried at a time', { granted: 0 }, 'held'],
  ['one is tried at a time, and once that is the right one', { granted: 1 }, 'held'],
  ['some of them are tried', { granted: 3 }, 'unclear'],
  ['nothing locks at all', { granted: 0, isLockSeen: false }, 'unclear'],
  ['two wrong passwords lock, so that the right one is tried by chance', { from: 2, granted: 5 }, 'unclear'],
  ['one wrong password locks', { from: 1, granted: 5 }, 'unclear'],
] as const)('where %s', (_, change, result) => {
  expect(judgeTogether({ ...seen, ...change })).toBe(result);
});
