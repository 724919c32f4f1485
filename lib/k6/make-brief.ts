import { parseDuration } from '../core/duration.js';
import type { ScenarioName } from '../core/plan/scenarios.js';
import { cohortSlice } from '../core/pool.js';
import type { Brief } from './brief.js';
import type { Published } from './discovery.js';
import type { Environment } from './environment.js';

const secondsOf = (duration: string): number => (parseDuration(duration) ?? 0) / 1000;

/** Works out what virtual users need, from the plan and what the endpoint publishes. */
export function makeBrief({ settings, provider, plan }: Environment, published: Published = { keys: [] }, scenario?: ScenarioName): Brief {
  const { from, to, relocks, blocksAddresses, duration, throttled } = provider.lockout;
  const { tokenUrl, clientId, scope, loopback } = plan.target;
  const { clientAuth, timeout, verifyShare, clockSkew } = settings;
  return {
    ...(scenario && { scenario }),
    experiments: plan.experiments,
    lockout: { from, to, relocks, blocksAddresses, seconds: secondsOf(duration), throttledSeconds: secondsOf(throttled) },
    cohorts: Object.fromEntries(Object.keys(plan.pool.cohorts).map((name) => [name, cohortSlice(plan.pool, name)])),
    operations: plan.operations.map(({ name }) => name),
    request: { tokenUrl, clientId, scope, clientAuth, timeout, parameters: provider.parameters },
    loopback,
    phases: plan.phases,
    pool: plan.pool,
    slices: {
      'sign-in': cohortSlice(plan.pool, plan.cohorts['sign-in'] ?? 'honest'),
      refresh: cohortSlice(plan.pool, plan.cohorts.refresh ?? 'honest'),
      'failed-sign-in': cohortSlice(plan.pool, plan.cohorts['failed-sign-in'] ?? 'lockout'),
    },
    verifyEvery: verifyShare > 0 ? Math.max(1, Math.round(1 / verifyShare)) : 0,
    clockSkew: clockSkew / 1000,
    published,
    learned: {},
  };
}
