import type { Reason } from '../../core/verdict.js';
import { BUSY_SHARE_ALLOWED } from '../run/health.js';
import type { K6Result } from '../run/k6-run.js';
import type { RunRecord } from '../run/run-record.js';
import type { Samples } from '../samples/columns.js';
import { spanOf } from './shared-time.js';

/** k6's exit code where the script ends the run: the contract run does where the target does not answer, or grants nothing. */
const SCRIPT_ABORTED = 108;

const K6_ENDED: Record<number, string> = {
  104: 'k6 refused its configuration',
  105: 'k6 was interrupted',
  107: 'the script threw an exception',
  [SCRIPT_ABORTED]: 'the script gave up',
  109: 'k6 itself crashed',
};

// 99: a threshold broke, which is for the verdict to say.
const cameToItsEnd = ({ code }: K6Result): boolean => code === 0 || code === 99;

/** That a target refused every good request is a fact, whoever is to blame, but where it was throttled. The script says no more than a sentence. */
const GRANTED_NONE = /^the target granted none of (?!.*\(throttled[,)])/;

const inconclusive = (text: string): Reason => ({ status: 'INCONCLUSIVE', text });

function endOf(what: string, ended: K6Result | undefined, log: string): Reason[] {
  if (!ended) return [inconclusive(`the ${what} run did not come to its end`)];
  if (ended.interrupted) return [inconclusive(`the ${what} run was interrupted: only what it had measured is here`)];
  if (cameToItsEnd(ended)) return [];
  if (ended.code === SCRIPT_ABORTED && ended.said) {
    const status = GRANTED_NONE.test(ended.said) ? 'FAIL' : 'INCONCLUSIVE';
    return [{ status, text: `the ${what} run gave up: ${ended.said}`, isCause: true }];
  }
  const meaning =
    ended.code === null
      ? 'k6 was killed, as the system does where memory runs out'
      : (K6_ENDED[ended.code] ?? `k6 ended with exit code ${ended.code}`);
  return [inconclusive(`the ${what} run broke off: ${ended.said ?? meaning} (see ${log})`)];
}

/** Whether nothing was granted, from which all else follows. */
export const grantedNothing = ({ status, isCause }: Reason): boolean => status === 'FAIL' && isCause === true;

/** Whether answers came before k6 was started or after it had ended: then they are another run's. */
function isOfAnotherTime(ended: K6Result | undefined, samples: Samples): boolean {
  const seen = spanOf(samples);
  if (!ended?.span || !seen) return false;
  return seen.first < ended.span.from || seen.last > ended.span.to;
}

/**
 * What keeps a run from a verdict: it broke off, its samples end early, or k6 had no CPU to spare.
 *
 * @param what contract or load
 */
export function healthOf(what: string, ended: K6Result | undefined, samples: Samples, log: string): Reason[] {
  const reasons = endOf(what, ended, log);
  if (isOfAnotherTime(ended, samples)) reasons.push(inconclusive(`the samples of the ${what} run are not from the time of that run`));
  if (samples.cut) reasons.push(inconclusive(`the samples of the ${what} run are truncated or missing`));
  const { health } = ended ?? {};
  if (health && health.busyShare > BUSY_SHARE_ALLOWED) {
    const share = Math.round(health.busyShare * 100);
    const cores = `${Math.round(health.cores * 100) / 100} ${health.cores === 1 ? 'core' : 'cores'}`;
    reasons.push(
      inconclusive(
        `the generator was the bottleneck in the ${what} run: in ${share} % of the seconds k6 used nearly all of ${cores}, or waited for one`,
      ),
    );
  }
  return reasons;
}

/** Why the load of a run is not sent after its contract run; undefined where it is. */
export function whyNoLoad({ contract, load }: RunRecord): string | undefined {
  if (!contract?.ended || !load || load.ended) return undefined;
  if (contract.ended.interrupted) return 'no load was sent: the run was interrupted before it';
  if (contract.ended.code === SCRIPT_ABORTED) return 'no load was sent: the contract run gave up on the target';
  if (!cameToItsEnd(contract.ended)) return 'no load was sent: the contract run broke off';
  return undefined;
}
