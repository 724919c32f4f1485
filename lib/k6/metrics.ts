import exec from 'k6/execution';
import { Counter, Rate, Trend } from 'k6/metrics';
import type { Shape } from '../core/contract/shape.js';
import type { Expectation, Finding } from '../core/contract/types.js';
import type { ExpectationResult } from '../core/experiments/catalogue.js';
import { METRICS } from '../core/metrics.js';
import { isError, type Outcome } from '../core/outcome.js';

const duration = new Trend(METRICS.duration, true);
const responses = new Counter(METRICS.responses);
const errors = new Rate(METRICS.errors);
const findingsCounter = new Counter(METRICS.findings);
const exceptions = new Counter(METRICS.exceptions);
const cases = new Counter(METRICS.cases);
const shapes = new Counter(METRICS.shapes);
const expectations = new Counter(METRICS.expectations);
const attempts = new Trend(METRICS.attempts);
const kinds = new Trend(METRICS.kinds, true);

interface TagSets {
  all: Record<'op' | 'phase' | 'outcome', string>;
  phase: Record<'op' | 'phase', string>;
}

const tagsOf = (op: string, phase: string, outcome: Outcome): TagSets => ({ all: { op, phase, outcome }, phase: { op, phase } });

// Most answers of a VU are of one kind.
let last = tagsOf('', '', 'ok');

/** Counts one judged answer. */
export function countAnswer(op: string, phase: string, expects: Expectation, outcome: Outcome, ms: number): void {
  const { all } = last;
  if (all.op !== op || all.outcome !== outcome || all.phase !== phase) last = tagsOf(op, phase, outcome);
  const tags = last;
  duration.add(ms, tags.all);
  responses.add(1, tags.all);
  errors.add(isError(outcome, expects), tags.phase);
}

// The first users each say once what they saw; the samples have all of it.
const VOICES = 3;
const known = new Set<string>();

function say(text: string, severity: string): void {
  if (severity !== 'deviation' && known.size <= 50 && exec.vu.idInTest <= VOICES) console.warn(`${severity}: ${text}`);
}

/** Counts broken rules. What was found goes along as metadata, for tags must stay few. */
export function countFindings(findings: readonly Finding[], op: string, caseId = ''): void {
  for (const finding of findings) {
    const { rule, schema, pointer, keyword, found, severity } = finding;
    const text = `${rule}: ${op} ${pointer || '/'} was ${found} (${schema}, ${keyword})`;
    const seen = known.has(text);
    // A warning or an excused deviation is no count of anything: once a user is enough.
    if (seen && severity !== 'failure') continue;
    if (!seen) say(text, severity);
    known.add(text);
    exec.vu.metrics.metadata.found = found;
    findingsCounter.add(1, { op, rule, severity, schema, pointer, keyword, case: caseId });
    delete exec.vu.metrics.metadata.found;
  }
}

/** Leaves a shape in the samples, with the moment that it was seen, for the shape lock and the report. */
export function countShape(key: string, shape: Shape, caseId: string): void {
  exec.vu.metrics.metadata.shape = shape.join(' ');
  shapes.add(1, { key, case: caseId });
  delete exec.vu.metrics.metadata.shape;
}

export function countCase(id: string, result: 'passed' | 'failed'): void {
  cases.add(1, { case: id, result });
}

/** What came of an expectation of an experiment; what was found goes along as metadata. */
export function countExpectation(experiment: string, expectation: string, result: ExpectationResult): void {
  expectations.add(1, { experiment, expectation, result });
}

/** An account that was probed after so many wrong passwords. */
export function countAttempts(count: number, account: 'open' | 'locked'): void {
  attempts.add(count, { account });
}

/** The time of an answer to a user of a kind. */
export function countKindTime(kind: string, ms: number): void {
  kinds.add(ms, { kind });
}

/** An exception in an iteration does not fail a k6 run, so it is counted, and a threshold stands on the count. */
export function countException(error: unknown): void {
  exceptions.add(1);
  console.error(`exception in the suite: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
