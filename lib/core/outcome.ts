import type { Inspection } from './contract/inspection.js';
import { type Answer, type Asked, breaksContract } from './contract/types.js';
import type { Provider } from './provider.js';

/** What one response was. Never lumped together as "failed". */
export type Outcome =
  | 'ok'
  | 'rejected-as-expected'
  | 'false-rejection'
  | 'locked'
  | 'throttled'
  | 'server-error'
  | 'timeout'
  | 'network-error'
  | 'contract-violation';

/** Outcomes that a request of this expectation may have without anything being wrong. */
export function isExpected(outcome: Outcome, expects: Asked['expects']): boolean {
  if (outcome === 'ok') return expects !== 'refused';
  return expects !== 'granted' && (outcome === 'rejected-as-expected' || outcome === 'locked');
}

/**
 * True for what the error share counts. Violations, false rejections and throttling are not in it: each has a gate of its
 * own, so that a red run names its one reason.
 */
export function isError(outcome: Outcome, expects: Asked['expects']): boolean {
  if (outcome === 'locked') return expects === 'granted';
  return outcome === 'server-error' || outcome === 'timeout' || outcome === 'network-error';
}

function ofRefusal(provider: Provider, asked: Asked, inspection: Inspection): Outcome {
  const { code, throttled } = inspection;
  if (throttled) return 'throttled';
  if (code !== undefined && provider.errors.lockedCodes.includes(code)) return 'locked';
  return asked.expects === 'granted' ? 'false-rejection' : 'rejected-as-expected';
}

/** Whether the status alone says that the account is locked: a lock is no reason to refuse a request that is malformed. */
export function saysLocked({ errors }: Provider, { malformed }: Asked, { status }: Answer): boolean {
  return malformed !== true && errors.lockedStatuses.includes(status);
}

/**
 * Classifies an answer. What kept it from being judged at all comes first (no answer, throttled, broken server), then
 * the contract, then whether it granted what it should.
 */
export function classify(provider: Provider, asked: Asked, answer: Answer, inspection: Inspection): Outcome {
  if (answer.status === 0) return answer.timedOut ? 'timeout' : 'network-error';
  if (saysLocked(provider, asked, answer)) return 'locked';
  if (answer.status === 429) return 'throttled';
  if (answer.status >= 500) return 'server-error';
  if (breaksContract(inspection.findings)) return 'contract-violation';
  return answer.status === 200 ? 'ok' : ofRefusal(provider, asked, inspection);
}
