import { expect, test } from 'vitest';
import type { Plan } from '../../lib/core/plan/plan.js';
import { connectionReasons } from '../../lib/node/analysis/connections.js';
import { Column, noSamples } from '../../lib/node/samples/columns.js';

const PLAN = {
  operations: [{ name: 'sign-in', slo: { p95: 500, p99: 800, errors: 0.01 } }],
  phases: [
    { name: 'warm-up', measured: false },
    { name: 'steady', measured: true },
  ],
} as unknown as Plan;

/** A hundred sign-ins, some of which waited for a connection. */
function reasonsOf(waits: number, ms: number, phase = 'steady'): string[] {
  const [at, latencies] = [new Column((size) => new Uint32Array(size)), new Column((size) => new Float64Array(size))];
  for (let i = 0; i < 100; i++) {
    at.push(1_800_000_000);
    latencies.push(20);
  }
  const series = [{ op: 'sign-in', phase: 'steady', outcome: 'ok', at, ms: latencies }];
  const connecting = Array.from({ length: waits }, () => ({ op: 'sign-in', phase, ms }));
  return connectionReasons(PLAN, { ...noSamples(), series, connecting }).map(({ status, text }) => `${status} ${text}`);
}

test('where many requests wait long for a connection the latencies are no evidence', () => {
  expect(reasonsOf(98, 1_500)).toEqual([
    'INCONCLUSIVE 98 % of the sign-in requests waited more than 500 ms for a connection (steady), which is in no latency',
  ]);
});

test.each([
  ['few requests', 5, 1_500, 'steady'],
  ['short waits', 98, 400, 'steady'],
  ['a warm-up', 98, 1_500, 'warm-up'],
])('of %s nothing is said', (_, waits, ms, phase) => {
  expect(reasonsOf(waits, ms, phase)).toEqual([]);
});
