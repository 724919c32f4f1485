import { expect, test } from 'vitest';
import { compare, missingComparisons, slowReasons } from '../../lib/node/analysis/compare-runs.js';
import type { RunRecord } from '../../lib/node/run/run-record.js';
import { Column, noSamples, type Samples } from '../../lib/node/samples/columns.js';
import { random } from '../mutate.js';

const record = {
  load: { plan: { slower: 0.15, compare: ['first-hour', 'second-hour'], operations: [{ name: 'sign-in' }], phases: [] } },
} as unknown as RunRecord;

/** Ten sign-ins a second in two phases; `slower` is how much more each takes in the second, in ms. */
function samplesOf(slower: (i: number) => number): Samples {
  const next = random(1);
  let now = 1_800_000_000;
  const series = ['first-hour', 'second-hour'].map((phase) => {
    const at = new Column((size) => new Uint32Array(size));
    const ms = new Column((size) => new Float64Array(size));
    for (let i = 0; i < 2_000; i++) {
      at.push(now + Math.floor(i / 10));
      ms.push(50 + 10 * next() + (phase === 'second-hour' ? slower(i) : 0));
    }
    now += 200;
    return { op: 'sign-in', phase, outcome: 'ok', at, ms };
  });
  return { ...noSamples(), cut: false, series };
}

const reasonsOf = async (slower: (i: number) => number) => slowReasons(await compare('.', record, samplesOf(slower)), 0.15);

test('what wears out within a run is found: its second half against its first', async () => {
  expect(await reasonsOf(() => 30)).toEqual([
    { status: 'FAIL', text: expect.stringMatching(/^sign-in is slower than first-hour \(second-hour\): 5\d\.\d ms then, 8\d\.\d ms now/) },
  ]);
});

test('so is a tail that grows, while the typical answer is as before', async () => {
  expect(await reasonsOf((i) => (i % 6 === 0 ? 300 : 0))).toEqual([
    {
      status: 'FAIL',
      text: expect.stringMatching(/^sign-in has more slow answers than first-hour \(second-hour\): 1\d\.\d % of the answers/),
    },
  ]);
});

test('of a run that stays as it was nothing is said', async () => {
  expect(await reasonsOf(() => 0)).toEqual([]);
});

test('where the two cannot be compared that is said', async () => {
  expect(await missingComparisons('.', record, [])).toEqual([
    { status: 'INCONCLUSIVE', text: 'sign-in (second-hour) cannot be compared with first-hour: there are too few seconds on one side' },
  ]);
});
