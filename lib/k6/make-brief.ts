import { operationUsers } from '../core/plan/operation-users.js';
import type { Plan } from '../core/plan/plan.js';
import type { LoadOperation } from '../core/plan/profile.js';
import { spreadOf } from '../core/plan/spread.js';
import { cohortSlice, type Slice } from '../core/pool.js';
import { declaredOf } from '../core/provider.js';
import { chooseWitnesses } from '../core/witness.js';
import type { Brief } from './brief.js';
import type { Published } from './discovery.js';
import type { Environment } from './environment.js';
import { heldTo } from './held-to.js';

/** The users of an operation; none where the scenario does not have it, for an imported pool has honest users only. */
function sliceOf(plan: Plan, name: LoadOperation): Slice {
  const used = plan.operations.some((operation) => operation.name === name) || name !== 'failed-sign-in';
  return used ? operationUsers(plan.pool, plan, name, plan.experiments, plan.operations) : { first: 0, count: 0 };
}

/** Works out what virtual users need, from the plan and what the endpoint publishes. */
export function makeBrief(environment: Environment, published: Published = { keys: [] }): Brief {
  const { settings, provider, plan } = environment;
  const { tokenUrl, clientId, scope, loopback } = plan.target;
  const { clientAuth, timeout, clockSkew } = settings;
  const skew = clockSkew / 1000;
  return {
    sending: {
      request: { tokenUrl, clientId, scope, clientAuth, timeout, parameters: provider.parameters },
      loopback,
      phases: plan.phases,
      pool: plan.pool,
      operationSlices: {
        'sign-in': sliceOf(plan, 'sign-in'),
        refresh: sliceOf(plan, 'refresh'),
        'failed-sign-in': sliceOf(plan, 'failed-sign-in'),
      },
      choice: settings.choice,
      spread: Object.fromEntries(
        plan.operations.map(({ name, peakRate }) => [name, spreadOf(peakRate, plan.operations.length, plan.phases)]),
      ),
      tokens: { mayBeSpent: settings.refreshReuse !== 'many', isSpent: ['once', 'grace'].includes(settings.refreshReuse ?? '') },
      witnesses: Object.fromEntries(
        plan.operations.map(({ name, verifyEvery, preAllocatedVUs }) => [name, chooseWitnesses(verifyEvery, preAllocatedVUs)]),
      ),
      clockSkew: skew,
    },
    judging: {
      keys: published.keys,
      ...(published.keysUrl && { keysUrl: published.keysUrl }),
      heldTo: heldTo(environment, published),
      timeout,
    },
    experimenting: {
      experiments: plan.experiments,
      lockout: { ...provider.lockout, ...declaredOf(provider.lockout) },
      cohortSlices: Object.fromEntries(Object.keys(plan.pool.cohorts).map((name) => [name, cohortSlice(plan.pool, name)])),
    },
    learned: '',
  };
}
