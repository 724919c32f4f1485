import { expect, test } from 'vitest';
import { refusedUsersReason } from '../../lib/node/analysis/refused-users.js';
import { Column, noSamples } from '../../lib/node/samples/columns.js';

function reasonsOf(counts: Record<string, number>, op = 'sign-in'): string[] {
  const series = Object.entries(counts).map(([outcome, count]) => {
    const [at, ms] = [new Column((size) => new Uint32Array(size)), new Column((size) => new Float64Array(size))];
    for (let i = 0; i < count; i++) {
      at.push(1_800_000_000);
      ms.push(20);
    }
    return { op, phase: 'steady', outcome, at, ms };
  });
  return refusedUsersReason({ ...noSamples(), series }).map(({ text }) => text);
}

test('where many right passwords are refused it is asked whether the users are there', () => {
  expect(reasonsOf({ ok: 150, 'false-rejection': 50 })).toEqual([
    expect.stringMatching(/^50 of 200 sign-ins with the right password were refused: are these the users that the directory has\?/),
  ]);
});

test.each([
  ['few of many', { ok: 1000, 'false-rejection': 20 }, 'sign-in'],
  ['hardly any', { ok: 4, 'false-rejection': 5 }, 'sign-in'],
  ['refresh tokens', { ok: 100, 'false-rejection': 100 }, 'refresh'],
  ['other outcomes', { ok: 100, 'contract-violation': 100 }, 'sign-in'],
])('of %s that is not asked', (_, counts, op) => {
  expect(reasonsOf(counts, op)).toEqual([]);
});
