import { expect, test } from 'vitest';
import { isBrokenForSome } from '../../lib/core/experiments/statuses.js';

test.each([
  ['500 for one kind alone, always', [[400], [400], [500]], true],
  ['now and then 500 for one kind', [[400], [400], [400, 500]], false],
  ['500 for one kind always, and now and then for another', [[400, 503], [400], [500]], false],
  ['500 for everybody', [[500], [500]], false],
  ['no broken answer', [[400], [401]], false],
])('%s: %j, %s', (_, statuses, expected) => {
  expect(isBrokenForSome(statuses.map((some) => new Set(some)))).toBe(expected);
});
