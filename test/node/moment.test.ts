import { expect, test } from 'vitest';
import { pools, profiles, providers } from '../../dist/generated/data.js';
import { makePlan, type Plan } from '../../lib/core/plan/plan.js';
import type { PoolDefinition } from '../../lib/core/pool.js';
import { chooseSettings } from '../../lib/core/settings/choose.js';
import { momentOf } from '../../lib/node/run/carry-out.js';
import { liveNote } from '../../lib/node/run/live.js';

const NUMBERS = { answers: 9, p95: 12.34, errors: 0, falseRejections: 0, throttled: 3, violations: 0, cases: 0 };

function planFor(profile: string, more: Record<string, string> = {}): Plan {
  const environment = { ROPC_BASE_URL: 'http://127.0.0.1:9000', ROPC_PROFILE: profile, ...more };
  const chosen = chooseSettings({ environment }, providers, profiles);
  return makePlan({ ...chosen, pool: pools[0] as PoolDefinition, scenario: chosen.profile.scenario });
}

test('during the load the bar tells phase and rates', () => {
  const { phase, rate } = momentOf(planFor('smoke'), 10_000);
  expect(liveNote(phase, rate, 29.2, NUMBERS)).toBe('steady, asked 30/s, got 29.2/s, p95 so far 12.3 ms, 3 throttled');
});

test('one runner of several is asked for its part', () => {
  expect(momentOf(planFor('smoke', { ROPC_SEGMENT: '1/2' }), 10_000)).toEqual({ phase: 'steady', rate: 15 });
});

test('after the load it tells what is waited for, and no rates', () => {
  const after = (plan: Plan) => momentOf(plan, plan.length + 65_200);
  expect(after(planFor('smoke'))).toEqual({ phase: 'waiting for answers', rate: 0 });
  expect(after(planFor('failed-logins', { ROPC_EXPERIMENTS: 'collateral' })).phase).toBe('waiting for answers');
  const { phase, rate } = after(planFor('failed-logins'));
  expect(liveNote(phase, rate, 0, NUMBERS)).toBe('experiments, 1m6s so far, p95 so far 12.3 ms, 3 throttled');
});
