import { Counter, Trend } from 'k6/metrics';
import type { ExpectationResult } from '../../core/experiments/catalogue.js';
import { METRICS } from '../../core/metrics.js';
import { addWith } from '../metrics.js';

const expectations = new Counter(METRICS.expectations);
const attempts = new Trend(METRICS.attempts);
const kinds = new Trend(METRICS.kinds, true);

/** What came of an expectation of an experiment; what was found goes along as metadata. */
export function countExpectation(experiment: string, expectation: string, result: ExpectationResult, found: string): void {
  addWith('found', found, () => expectations.add(1, { experiment, expectation, result }));
}

/** An account that was probed after so many wrong passwords. */
export function countAttempts(count: number, account: 'open' | 'locked'): void {
  attempts.add(count, { account });
}

/** The time of an answer to a user of a kind. */
export function countKindTime(kind: string, ms: number): void {
  kinds.add(ms, { kind });
}
