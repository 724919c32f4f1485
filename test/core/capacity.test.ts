import { expect, test } from 'vitest';
import { findCapacity } from '../../lib/core/capacity/capacity.js';
import { beginsAt, type ClimbInput } from '../../lib/core/capacity/step.js';
import { operationGates } from '../../lib/core/plan/gates.js';
import type { Phase } from '../../lib/core/plan/phase.js';

const RATES = [8, 16, 24, 32];
const PHASES = [...RATES, 4].map((rate, i) => ({
  name: i < 4 ? `step-${i + 1}` : 'recovery',
  measured: true,
  start: i * 60_000,
  length: 60_000,
  from: { 'sign-in': rate },
  to: { 'sign-in': rate },
}));

/** A climb in which everything held but for what a test breaks: gates by phase and statistic. */
function climbed(broken: string[] = [], change: Partial<ClimbInput> = {}): ClimbInput {
  const gates = PHASES.flatMap(({ name }) =>
    operationGates({ operation: 'sign-in', phase: name, expected: 400, slo: { p95: 500, p99: 800, errors: 0.01 } }),
  );
  return {
    phases: PHASES,
    gates: gates.map((gate) => ({ ...gate, observed: 1, judged: true, holds: !broken.includes(`${gate.tags.phase} ${gate.statistic}`) })),
    operations: PHASES.map(({ name, to }) => ({ op: 'sign-in', phase: name, answers: to['sign-in'] * 60, outcomes: { ok: 1 }, p95: 9 })),
    seconds: [],
    firstSignIns: [],
    share: 1,
    generatorBusy: false,
    ...change,
  };
}

const sentence = (input: ClimbInput) => findCapacity(input)?.sentence;

test('where every step holds, the highest is what was tried', () => {
  expect(sentence(climbed())).toBe(
    'the target holds 32 sign-ins a second (step-4), the most that was tried: for more raise the rates (--scale-rate)',
  );
});

test('the last step before the first that breaks is what the target holds', () => {
  expect(sentence(climbed(['step-3 p(95)', 'step-4 p(95)']))).toBe(
    'the target holds 16 sign-ins a second (step-2); it does not hold 24 sign-ins a second (step-3): the first gate to break is sign-in p(95) within 500 ms (step-3); afterwards (recovery) it holds again',
  );
});

test('where a step broke and a higher one held nothing is claimed', () => {
  expect(sentence(climbed(['step-1 rate']))).toMatch(
    /^what the target takes is unclear: 8 sign-ins a second \(step-1\) broke, and 16 sign-ins a second \(step-2\) held/,
  );
});

test('a step that broke while first sign-ins of refresh users came on top of it is unclear', () => {
  const firstSignIns = Array.from({ length: 100 }, (_, i) => i / 10);
  expect(sentence(climbed(['step-1 p(95)'], { firstSignIns }))).toMatch(
    /^whether the target holds 8 .* is unclear: 100 first sign-ins of refresh users came on top of it/,
  );
  expect(sentence(climbed([], { firstSignIns }))).toMatch(/^the target holds 32/);
});

test('a target that holds no step is told so', () => {
  const all = [1, 2, 3, 4].map((step) => `step-${step} rate`);
  expect(sentence(climbed([...all, 'recovery rate']))).toBe(
    'the target does not hold 8 sign-ins a second (step-1): the first gate to break is sign-in errors at most 1 % (step-1); afterwards (recovery) it does not hold again within 60 s',
  );
});

test('of several things that break, what was seen first is what breaks first', () => {
  const seconds = [
    { second: 62, op: 'sign-in', p95: 100, errors: 1, outcomes: {} },
    { second: 65, op: 'sign-in', p95: 900, errors: 0, outcomes: {} },
  ];
  const [, step] = findCapacity(climbed(['step-2 p(95)', 'step-2 rate'], { seconds }))?.steps ?? [];
  expect(step?.reasons).toEqual(['sign-in errors at most 1 % (step-2)', 'sign-in p(95) within 500 ms (step-2)']);
});

test('how long the target takes to recover is told, where it does', () => {
  const bad = (second: number) => ({ second, op: 'sign-in', p95: 900, errors: 0, outcomes: {} });
  const broken = ['step-4 p(95)', 'recovery p(95)'];
  expect(sentence(climbed(broken, { seconds: [200, 240, 251].map(bad) }))).toContain('afterwards (recovery) it holds again after 12 s');
  expect(sentence(climbed(broken, { seconds: [200, 240, 297].map(bad) }))).toContain('it does not hold again within 60 s');
});

test('answers that break the contract break the step', () => {
  const { operations } = climbed();
  const broken = operations.map((row) => (row.phase === 'step-2' ? { ...row, outcomes: { ok: 1, 'contract-violation': 3 } } : row));
  expect(findCapacity(climbed([], { operations: broken }))?.steps[1]).toMatchObject({
    result: 'broken',
    reasons: ['3 answers to sign-in: contract-violation'],
  });
});

const wrongIn = (phase: string, count: number) =>
  climbed().operations.map((row) => (row.phase === phase ? { ...row, outcomes: { ok: 1, 'contract-violation': count } } : row));

test('what is wrong at the lowest rate, and slow at none, is no matter of the load', () => {
  expect(sentence(climbed([], { operations: wrongIn('step-1', 1) }))).toBe(
    'what the target takes cannot be told: answers were wrong from the first step on, which is no matter of the load (1 answer to sign-in: contract-violation); afterwards (recovery) it holds again',
  );
});

const second = (at: number, p95: number, wrong = 0) => ({
  second: at,
  op: 'sign-in',
  p95,
  errors: 0,
  outcomes: { 'contract-violation': wrong },
});

test('answers that are wrong before they are slow are what breaks first', () => {
  const seconds = Array.from({ length: 60 }, (_, i) => second(60 + i, i < 20 ? 90 : 900, i % 2));
  const [, step] = findCapacity(climbed(['step-2 p(95)'], { operations: wrongIn('step-2', 30), seconds }))?.steps ?? [];
  expect(step?.reasons).toEqual(['30 answers to sign-in: contract-violation', 'sign-in p(95) within 500 ms (step-2)']);
});

test('a wrong answer at the beginning of the recovery is over after it, whatever a gate that held saw', () => {
  const seconds = [second(240, 90, 1), second(290, 600)];
  const operations = wrongIn('recovery', 1);
  expect(sentence(climbed(['step-4 p(95)'], { operations, seconds }))).toContain('afterwards (recovery) it holds again after 1 s');
});

test('a step that was throttled is unclear, slow or not', () => {
  const operations = climbed().operations.map((row) => ({ ...row, outcomes: { ok: 1, ...(row.phase === 'step-2' && { throttled: 20 }) } }));
  expect(sentence(climbed(['step-2 p(95)'], { operations }))).toMatch(/step-2\) is unclear: 20 answers were throttled/);
});

test.each([
  [
    'too few answers',
    climbed(['step-2 count']),
    /whether it holds 16 sign-ins a second \(step-2\) is unclear: wanted: at least \d+ sign-in answers/,
  ],
  ['a busy generator', climbed(['step-2 p(95)'], { generatorBusy: true }), /is unclear: the generator was the bottleneck/],
  [
    'throttling',
    climbed([], { operations: [{ op: 'sign-in', phase: 'step-2', answers: 900, outcomes: { ok: 890, throttled: 10 } }] }),
    /is unclear: 10 answers were throttled/,
  ],
])('%s makes a step unclear, and what is above it is not claimed', (_, input, wanted) => {
  expect(sentence(input)).toMatch(wanted);
  expect(sentence(input)).toMatch(/^the target holds 8 sign-ins/);
});

test('steps of seconds are called a try', () => {
  const phases = PHASES.map((phase) => ({ ...phase, start: phase.start / 10, length: phase.length / 10 }));
  expect(sentence(climbed([], { phases }))).toContain('steps this short are a try, no measurement');
});

test('a load that does not climb has no capacity', () => {
  expect(findCapacity(climbed([], { phases: PHASES.slice(3) }))).toBeUndefined();
  expect(findCapacity(climbed([], { phases: PHASES.slice(0, 4).reverse() }))).toBeUndefined();
});

test('a spike is a climb of two steps, and how long it takes to be over is said', () => {
  const [first, , , peak, recovery] = PHASES as [Phase, Phase, Phase, Phase, Phase];
  const seconds = [241, 245].map((second) => ({ second, op: 'sign-in', p95: 900, errors: 0, outcomes: {} }));
  expect(sentence(climbed(['step-4 p(95)', 'recovery p(95)'], { phases: [first, peak, recovery], seconds }))).toBe(
    'the target holds 8 sign-ins a second (step-1); it does not hold 32 sign-ins a second (step-4): the first gate to break is sign-in p(95) within 500 ms (step-4); afterwards (recovery) it holds again after 6 s',
  );
});

test('one runner of several is told its part of the rates', () => {
  expect(sentence(climbed([], { share: 0.25 }))).toMatch(/^the target holds 8 sign-ins a second \(step-4\)/);
});

test('a single slow second is no beginning: what breaks for good breaks first', () => {
  const all = Array.from({ length: 60 }, (_, i) => 60 + i);
  expect(beginsAt([61, 100, 101, 102, 103, 104, 105], all)).toBe(100);
  expect(beginsAt([61], all)).toBe(Number.MAX_SAFE_INTEGER);
});

test('a step whose load was not all answered is unclear', () => {
  const operations = climbed().operations.map((row) => (row.phase === 'step-2' ? { ...row, answers: row.answers * 0.92 } : row));
  expect(sentence(climbed([], { operations }))).toMatch(
    /whether it holds 16 .* is unclear: only 883.2 of 960 sign-in requests were answered/,
  );
});
