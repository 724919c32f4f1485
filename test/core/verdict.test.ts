import { expect, test } from 'vitest';
import type { Gate } from '../../lib/core/plan/gate.js';
import { COMMON_GATES, operationGates } from '../../lib/core/plan/gates.js';
import { judge, mostImportantFirst, type Observe } from '../../lib/core/verdict.js';

const gates = [
  ...operationGates({ operation: 'sign-in', phase: 'steady', expected: 200, slo: { p95: 500, p99: 800, errors: 0.01 } }),
  ...COMMON_GATES,
];

/** A run that went well, but for what a test changes. */
function seen(changes: (gate: Gate) => number | undefined | null = () => null, samples = 200): Observe {
  return (gate) => {
    const changed = changes(gate);
    if (changed !== null) return { value: changed, samples };
    const value = { 'p(95)': 100, 'p(99)': 200, rate: 0, count: gate.comparison === '>=' ? 200 : 0 }[gate.statistic];
    return { value, samples };
  };
}

const latency = (gate: Gate) => (gate.statistic === 'p(95)' ? 900 : null);
const dropped = (gate: Gate) => (gate.metric === 'dropped_iterations' ? 3 : null);
const violation = (gate: Gate) => (gate.metric === 'ropc_findings' ? 1 : null);

test('a run in which every gate holds is PASS', () => {
  expect(judge(gates, seen())).toMatchObject({ status: 'PASS', reasons: [] });
});

test.each([
  ['latency above its SLO', latency, 'FAIL'],
  ['errors above their SLO', (gate: Gate) => (gate.statistic === 'rate' ? 0.5 : null), 'FAIL'],
  ['one contract violation', violation, 'FAIL'],
  ['one false rejection', (gate: Gate) => (gate.tags.outcome === 'false-rejection' ? 1 : null), 'FAIL'],
  ['one throttled answer', (gate: Gate) => (gate.tags.outcome === 'throttled' ? 1 : null), 'INCONCLUSIVE'],
  ['one dropped iteration', dropped, 'INCONCLUSIVE'],
  ['one exception in the suite', (gate: Gate) => (gate.metric === 'ropc_exceptions' ? 1 : null), 'INCONCLUSIVE'],
  ['too few answers', (gate: Gate) => (gate.comparison === '>=' ? 10 : null), 'INCONCLUSIVE'],
])('%s is told in one reason', (_, change, status) => {
  const verdict = judge(gates, seen(change));
  expect([verdict.status, verdict.reasons.length]).toEqual([status, 1]);
});

test('a slow target that drops iterations is INCONCLUSIVE where nothing is known of the CPU', () => {
  expect(
    judge(
      gates,
      seen((gate) => latency(gate) ?? dropped(gate)),
    ).status,
  ).toBe('INCONCLUSIVE');
});

test('a slow target that drops iterations is FAIL where the generator had CPU to spare', () => {
  const verdict = judge(
    gates,
    seen((gate) => latency(gate) ?? dropped(gate)),
    [],
    false,
  );
  expect(verdict.reasons.map(({ status }) => status)).toEqual(['FAIL', 'INCONCLUSIVE']);
});

test('a contract violation is FAIL even where the generator was the bottleneck, and comes first', () => {
  const verdict = judge(
    gates,
    seen((gate) => violation(gate) ?? dropped(gate)),
  );
  expect(verdict.reasons.map(({ status }) => status)).toEqual(['FAIL', 'INCONCLUSIVE']);
});

test('no data at all is never PASS', () => {
  const verdict = judge(gates, () => ({ value: undefined, samples: 0 }));
  expect(verdict.status).toBe('INCONCLUSIVE');
});

test('a percentile of too few samples is INCONCLUSIVE', () => {
  expect(judge(gates, seen(undefined, 50)).reasons.map(({ text }) => text)).toEqual([
    'sign-in p(99) within 800 ms (steady): cannot be judged from 50 samples, 100 are needed',
  ]);
});

test('a percentile of too few samples is INCONCLUSIVE for that alone, even where it is above its SLO', () => {
  const slow = (gate: Gate) => (gate.statistic === 'p(99)' ? 900 : null);
  expect(judge(gates, seen(slow, 50)).reasons).toEqual([
    { status: 'INCONCLUSIVE', text: 'sign-in p(99) within 800 ms (steady): cannot be judged from 50 samples, 100 are needed' },
  ]);
});

test('an interrupted run is INCONCLUSIVE', () => {
  expect(judge(gates, seen(), [{ status: 'INCONCLUSIVE', text: 'interrupted' }]).status).toBe('INCONCLUSIVE');
});

test('what the rest follows from comes first, but a fact against the target before all that is unclear', () => {
  const reasons = [
    { status: 'INCONCLUSIVE', text: 'few samples' },
    { status: 'INCONCLUSIVE', text: 'no answers', isCause: true },
    { status: 'FAIL', text: 'a violation' },
    { status: 'FAIL', text: 'nothing granted', isCause: true },
  ] as const;
  expect(mostImportantFirst(reasons).map(({ text }) => text)).toEqual(['nothing granted', 'a violation', 'no answers', 'few samples']);
});
