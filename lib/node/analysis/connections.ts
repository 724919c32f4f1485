import type { Plan } from '../../core/plan/plan.js';
import type { Reason } from '../../core/verdict.js';
import type { Samples } from '../samples/columns.js';

/** As many as may be beyond a p95. */
const SHARE_ALLOWED = 0.05;

/**
 * Latency is counted from the moment that a connection is there. Where many requests first wait for one, longer than their whole
 * answer may take, the latencies say little of what a user sees; whether the target, the network or the generator is to blame is open.
 */
export function connectionReasons({ operations, phases }: Plan, { series, connecting }: Samples): Reason[] {
  return operations.flatMap(({ name, slo }) =>
    phases
      .filter(({ measured }) => measured)
      .flatMap(({ name: phase }): Reason[] => {
        const requests = series.filter((one) => one.op === name && one.phase === phase).reduce((sum, { ms }) => sum + ms.length, 0);
        const waits = connecting.filter((one) => one.op === name && one.phase === phase && one.ms > slo.p95).length;
        if (waits <= SHARE_ALLOWED * requests) return [];
        const share = Math.round((100 * waits) / requests);
        return [
          {
            status: 'INCONCLUSIVE',
            text: `${share} % of the ${name} requests waited more than ${slo.p95} ms for a connection (${phase}), which is in no latency`,
          },
        ];
      }),
  );
}
