import { Counter } from 'k6/metrics';
import type { Expectation } from '../../core/contract/types.js';
import { METRICS } from '../../core/metrics.js';
import type { Outcome } from '../../core/outcome.js';
import type { Provider } from '../../core/provider.js';
import { exec } from '../execution.js';
import { addWith } from '../metrics.js';

/** So many cases in a row, and the target is taken for down: every other would wait for the whole time limit. */
const UNANSWERED_ALLOWED = 5;

const THROTTLED = 'a request of it was throttled (429, or the provider says so): try again later';

const caseCounter = new Counter(METRICS.cases);

/** @param seen what came of its last request, an outcome and the provider's code; or why it was not run */
function countCase(id: string, result: 'passed' | 'failed' | 'not run', seen: string): void {
  // What was not run is no count of the gate that all were.
  addWith('found', seen, () => caseCounter.add(result === 'not run' ? 0 : 1, { case: id, result }));
}

/** One answer, as far as the tally goes by it. */
export interface SeenAnswer {
  expects: Expectation;
  outcome: Outcome;
  /** Whether it holds an access token, right answer or not. */
  granted: boolean;
  /** The provider's own code of a refusal. */
  code?: string | undefined;
  /** What k6 said where there was no answer. */
  error: string;
  /** The status, and why the answer was wrong. */
  what?: string;
}

/** What came of a contract run so far. */
export interface Tally {
  see(answer: SeenAnswer): void;
  /**
   * Counts a case by whether all of its answers were right; one that was throttled says nothing, and is not counted.
   *
   * @param seen what came of the request that it is about; of its last one where left out
   */
  settle(id: string, right: boolean, seen?: string): void;
  /** What came of the last request. */
  last(): string;
  /** Leaves a case out: what would come of it proves nothing. */
  leave(id: string, reason: string): void;
  /** Whether any request was throttled, so that what follows from it says nothing either. */
  wasThrottled(): boolean;
  /** Ends the run where the target answers no more: then the cases that it left unanswered say nothing. */
  checkSilence(): void;
  /** Whether any request was granted: where none was, what follows from a grant says nothing. */
  hasGranted(): boolean;
  /** Counts what is left; ends the run as given up where not one good request was granted. */
  close(): void;
}

function adviceOn(refusal: string, { requires }: Provider): string {
  if (refusal.startsWith('false-rejection')) return ': are these its users and passwords? k6-ropc pool check tells';
  const ofTenant = requires.includes('tenant') ? 'tenant, policy' : 'client secret, scope';
  return refusal.startsWith('contract-violation') ? `: are base URL, ${ofTenant} and client right?` : '';
}

/** @param onSilence told each case that was left unanswered by a target that answers again, and what k6 said */
export function createTally(provider: Provider, onSilence: (id: string, error: string) => void): Tally {
  const good = { sent: 0, granted: 0, refusal: '' };
  // Cases in a row without an answer: failed if the target answers again, unknown if it does not.
  const silence = { now: false, cases: [] as { id: string; error: string }[], error: '' };
  const throttled = { now: false, ever: false };
  let last = '';

  const failSilent = (): void => {
    for (const { id, error } of silence.cases.splice(0)) {
      onSilence(id, error);
      countCase(id, 'failed', error);
    }
  };

  return {
    see: ({ expects, outcome, granted, code, error, what = '' }) => {
      const silent = outcome === 'timeout' || outcome === 'network-error';
      silence.now = silent;
      silence.error = error;
      last = code === undefined ? outcome : `${outcome}, ${code}`;
      throttled.now ||= outcome === 'throttled';
      throttled.ever ||= throttled.now;
      if (expects !== 'granted') return;
      good.sent += 1;
      if (granted) good.granted += 1;
      else good.refusal = `${outcome}, ${what}`;
    },
    last: () => last,
    settle: (id, right, seen = last) => {
      const unknown = throttled.now;
      throttled.now = false;
      if (silence.now) silence.cases.push({ id, error: silence.error });
      else {
        failSilent();
        if (unknown) countCase(id, 'not run', THROTTLED);
        else countCase(id, right ? 'passed' : 'failed', seen);
      }
    },
    leave: (id, reason) => {
      if (!silence.now) failSilent();
      countCase(id, 'not run', throttled.now ? THROTTLED : reason);
      throttled.now = false;
    },
    wasThrottled: () => throttled.ever,
    hasGranted: () => good.granted > 0,
    checkSilence: () => {
      if (silence.cases.length < UNANSWERED_ALLOWED) return;
      exec.test.abort(`the target left ${silence.cases.length} requests in a row unanswered (${silence.error})`);
    },
    close: () => {
      failSilent();
      const { sent, granted, refusal } = good;
      // A load would send the same thousands of times, and may lock every account.
      if (granted === 0) exec.test.abort(`the target granted none of ${sent} good requests (${refusal})${adviceOn(refusal, provider)}`);
    },
  };
}
