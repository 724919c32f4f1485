import { METRICS } from '../metrics.js';
import type { Target } from '../target.js';
import { FLOOR, type Gate, never, SAMPLES_NEEDED } from './gate.js';
import type { PlannedOperation } from './load.js';
import { FIRST_SIGN_INS } from './phase.js';
import type { LoadOperation, Slo } from './profile.js';

export interface OperationPhase {
  operation: LoadOperation;
  phase: string;
  /** Requests that the plan sends in this phase. */
  expected: number;
  slo: Slo;
}

/** The gates of one operation in one measured phase; a percentile only where enough requests are planned. */
export function operationGates({ operation, phase, expected, slo }: OperationPhase): Gate[] {
  const tags = { op: operation, phase };
  const outcome = operation === 'failed-sign-in' ? 'rejected-as-expected' : 'ok';
  const floor = Math.max(1, Math.floor(expected * FLOOR));
  const latency = (['p(95)', 'p(99)'] as const)
    .filter((statistic) => expected * FLOOR >= SAMPLES_NEEDED[statistic])
    .map((statistic): Gate => {
      const limit = statistic === 'p(95)' ? slo.p95 : slo.p99;
      const meaning = `${operation} ${statistic} within ${limit} ms (${phase})`;
      return { metric: METRICS.duration, tags: { ...tags, outcome }, statistic, comparison: '<', limit, blame: 'target', meaning };
    });
  return [
    ...latency,
    {
      metric: METRICS.errors,
      tags,
      statistic: 'rate',
      comparison: '<=',
      limit: slo.errors,
      blame: 'target',
      meaning: `${operation} errors at most ${slo.errors * 100} % (${phase})`,
    },
    {
      metric: METRICS.responses,
      // Wrong passwords that met a locked account say nothing of how one is refused.
      tags: operation === 'failed-sign-in' ? { ...tags, outcome } : tags,
      statistic: 'count',
      comparison: '>=',
      limit: floor,
      blame: 'evidence',
      meaning: `at least ${floor} ${operation} answers ${operation === 'failed-sign-in' ? 'that refuse as expected' : 'judged'} (${phase})`,
    },
  ];
}

/** Outside of measured phases so many answers may be errors: a target that is hardly there is no start. */
const UNMEASURED_ERRORS = 0.1;

/** The gate of an operation in a phase that is in no number, such as a warm-up, or the first sign-ins of refresh users. */
export function unmeasuredGate(operation: LoadOperation, phase: string): Gate {
  return {
    metric: METRICS.errors,
    tags: { op: operation, phase },
    statistic: 'rate',
    comparison: '<=',
    limit: UNMEASURED_ERRORS,
    blame: 'target',
    meaning: `${phase === FIRST_SIGN_INS ? 'first sign-in of refresh users' : operation} errors at most ${UNMEASURED_ERRORS * 100} % (${phase})`,
  };
}

/** The gates that every run has. */
export const COMMON_GATES: readonly Gate[] = [
  never(METRICS.findings, { severity: 'failure' }, 'target', 'no contract violation'),
  never(METRICS.responses, { outcome: 'false-rejection' }, 'target', 'no correct password or token refused'),
  never(METRICS.responses, { outcome: 'throttled' }, 'throttle', 'no answer throttled'),
  never(METRICS.exceptions, {}, 'generator', 'no exception in the suite itself'),
  never('dropped_iterations', {}, 'generator', 'no iteration dropped by the generator'),
];

/** Share of the answers whose signatures are to be verified that must have been. */
const VERIFIED = 0.5;

/**
 * Signatures were verified: where none is looked at, none can be wrong.
 *
 * @param part of the load that this runner sends, as a share
 */
export function signatureGates(operations: readonly PlannedOperation[], part = 1): Gate[] {
  return operations
    .filter(({ name, verifyEvery }) => name !== 'failed-sign-in' && verifyEvery > 0)
    .map(({ name, requests, verifyEvery }) => {
      const limit = Math.max(1, Math.floor(((requests * part) / verifyEvery) * VERIFIED));
      const meaning = `signatures of at least ${limit} ${name} ${limit === 1 ? 'answer' : 'answers'} verified`;
      return { metric: METRICS.signatures, tags: { op: name }, statistic: 'count', comparison: '>=', limit, blame: 'evidence', meaning };
    });
}

/** Outside of failed-logins no honest user may be locked out; there it is measured. */
export function lockGates(operations: readonly LoadOperation[]): Gate[] {
  const honest = operations.filter((op) => op !== 'failed-sign-in');
  return honest.map((op) => never(METRICS.responses, { op, outcome: 'locked' }, 'target', `no honest user locked out (${op})`));
}

/** The published documents were read before the load: what was not read is held to nothing. */
export function documentGates({ discoveryUrl, keysUrl }: Pick<Target, 'discoveryUrl' | 'keysUrl'>): Gate[] {
  const published = [...(discoveryUrl === undefined ? [] : ['discovery']), ...(keysUrl === undefined ? [] : ['keys'])];
  return published.map((op) => ({
    metric: METRICS.responses,
    tags: { op, phase: 'setup', outcome: 'ok' },
    statistic: 'count',
    comparison: '>=',
    limit: 1,
    blame: 'evidence',
    meaning: `the ${op} document was read before the load`,
  }));
}

/** The gates of experiments: none of the expectations is broken or unclear, and every one was decided. */
export function experimentGates(expectations: readonly string[]): Gate[] {
  if (expectations.length === 0) return [];
  const count = expectations.length;
  const told: Gate = {
    metric: METRICS.expectations,
    tags: {},
    statistic: 'count',
    comparison: '>=',
    limit: count,
    blame: 'evidence',
    meaning: `all ${count} expectations of the experiments in k6 were decided`,
  };
  return [
    never(METRICS.expectations, { result: 'broken' }, 'target', 'no expectation is broken'),
    never(METRICS.expectations, { result: 'unclear' }, 'evidence', 'no expectation is unclear'),
    told,
  ];
}
