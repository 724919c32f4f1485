import { describe, expect, test } from 'vitest';
import { pools, profiles, providers } from '../../dist/generated/data.js';
import { gateMetric } from '../../lib/core/plan/gate.js';
import { phaseAt } from '../../lib/core/plan/phase.js';
import { makePlan, type Plan } from '../../lib/core/plan/plan.js';
import type { ScenarioName } from '../../lib/core/plan/profile.js';
import { SCENARIOS } from '../../lib/core/plan/scenarios.js';
import type { PoolDefinition } from '../../lib/core/pool.js';
import { chooseSettings } from '../../lib/core/settings/choose.js';

function planFor(scenario: ScenarioName, environment: Record<string, string> = {}): Plan {
  const { settings, provider, profile } = chooseSettings(
    { environment: { ROPC_BASE_URL: 'http://127.0.0.1:9000', ...environment } },
    providers,
    profiles,
  );
  return makePlan({ settings, provider, profile, pool: pools[0] as PoolDefinition, scenario });
}

const gateNames = (plan: Plan) => plan.gates.map((gate) => `${gateMetric(gate)} ${gate.statistic}`);

test('a plan holds no secret', () => {
  expect(JSON.stringify(planFor('mixed', { ROPC_POOL_SECRET: 'canary-pool', ROPC_CLIENT_SECRET: 'canary-client' }))).not.toContain(
    'canary',
  );
});

test('rates and durations of the settings replace those of the profile', () => {
  const plan = planFor('sign-in', { ROPC_SIGN_IN_RATE: '20', ROPC_DURATION: '10s', ROPC_WARM_UP: '2s' });
  expect(plan.phases.map(({ name, start, length, to }) => [name, start, length, to['sign-in']])).toEqual([
    ['warm-up', 0, 2000, 10],
    ['steady', 2000, 10_000, 20],
  ]);
  expect(plan.operations[0]?.requests).toBe(220);
});

test('every operation has p95, p99, errors and a floor in a measured phase', () => {
  for (const operation of SCENARIOS.mixed) {
    const own = gateNames(planFor('mixed')).filter(
      (name) => name.includes(`op:${operation},`) && !/phase:(warm-up|sign-in-first)/.test(name),
    );
    expect(own.map((name) => name.split(' ')[1])).toEqual([
      'p(95)',
      'p(99)',
      'rate',
      'count',
      ...(operation === 'failed-sign-in' ? [] : ['count']),
    ]);
  }
});

test('a phase that is in no number, and the first sign-ins of refresh users, may not be all errors', () => {
  const unmeasured = planFor('mixed').gates.filter(({ tags }) => tags.phase === 'warm-up' || tags.phase === 'sign-in-first');
  expect(unmeasured.map(({ meaning }) => meaning)).toEqual([
    'sign-in errors at most 10 % (warm-up)',
    'refresh errors at most 10 % (warm-up)',
    'first sign-in of refresh users errors at most 10 % (sign-in-first)',
  ]);
});

test('where the target gives no refresh tokens none is redeemed, and a load that is nothing else is refused', () => {
  const none = { ROPC_REFRESH_REUSE: 'none' };
  const { operations, notes } = planFor('mixed', none);
  expect(operations.map(({ name }) => name)).toEqual(['sign-in', 'failed-sign-in']);
  expect(notes).toContain('ROPC_REFRESH_REUSE is none: refresh is left out.');
  expect(() => planFor('refresh', none)).toThrow('there is nothing to redeem');
});

test('the floor is nine tenths of what is planned', () => {
  const floor = planFor('sign-in').gates.find((gate) => gate.comparison === '>=');
  expect([floor?.limit, floor?.blame]).toEqual([144, 'evidence']);
});

describe('signatures', () => {
  const gates = (plan: Plan) => gateNames(plan).filter((name) => name.includes('signatures'));

  test('of each operation that brings tokens half of those that are planned must be verified', () => {
    const own = planFor('mixed', { ROPC_VERIFY_SHARE: '0.1' }).gates.filter(({ metric }) => metric === 'ropc_signatures');
    expect(own.map(({ meaning, limit }) => [meaning, limit])).toEqual([
      ['signatures of at least 9 sign-in answers verified', 9],
      ['signatures of at least 18 refresh answers verified', 18],
    ]);
  });

  test('one runner of several verifies its part of them', () => {
    const plan = planFor('mixed', { ROPC_VERIFY_SHARE: '0.1', ROPC_SEGMENT: '1/2' });
    expect(plan.gates.filter(({ metric }) => metric === 'ropc_signatures').map(({ limit }) => limit)).toEqual([4, 8]);
  });

  test('every answer is looked at where that costs little, and fewer at higher rates', () => {
    const every = (rate: string) =>
      planFor('mixed', { ROPC_SIGN_IN_RATE: '4', ROPC_REFRESH_RATE: rate, ROPC_USERS: '100000' }).operations.map((one) => one.verifyEvery);
    expect([every('16'), every('17'), every('160')].map((one) => one.slice(0, 2))).toEqual([
      [1, 1],
      [1, 2],
      [1, 10],
    ]);
  });

  test.each(['smoke', 'nightly'])('of profile %s all sign-ins and refreshes have theirs verified', (profile) => {
    const { operations } = planFor('mixed', { ROPC_PROFILE: profile });
    expect(operations.map((one) => one.verifyEvery)).toEqual([1, 1, 1]);
  });

  test('nobody asks for them where tokens are opaque', () => {
    const plain = { ROPC_PROVIDER: 'rfc6749', ROPC_CLIENT_ID: 'app', ROPC_CLIENT_AUTH: 'none' };
    expect(gates(planFor('mixed', plain))).toEqual([]);
  });

  test('where the share is 0 a note says that none is verified', () => {
    const plan = planFor('mixed', { ROPC_VERIFY_SHARE: '0' });
    expect(gates(plan)).toEqual([]);
    expect(plan.notes.join()).toContain('no signature is verified');
  });
});

describe('too few requests', () => {
  test('for p99: it is not judged, and a note says so', () => {
    const plan = planFor('sign-in', { ROPC_SIGN_IN_RATE: '5', ROPC_DURATION: '10s' });
    expect(gateNames(plan).some((name) => name.endsWith('p(99)'))).toBe(false);
    expect(plan.notes).toEqual(['50 sign-in requests are planned in phase steady: p99 is not judged (112 are needed).']);
  });

  test('for any percentile: a note says so', () => {
    const plan = planFor('mixed', { ROPC_FAILED_SIGN_IN_RATE: '1' });
    expect(plan.notes).toContain('20 failed-sign-in requests are planned in phase steady: no percentile is judged (23 are needed).');
  });

  test('for any percentile of any operation: the plan is refused', () => {
    expect(() => planFor('sign-in', { ROPC_SIGN_IN_RATE: '1', ROPC_DURATION: '10s' })).toThrow('raise the rates or the durations');
  });
});

test('a moment belongs to the phase it falls in, and the end to the last', () => {
  const plan = planFor('mixed');
  expect([0, 4_999, 5_000, 24_999, 60_000].map((elapsed) => phaseAt(plan.phases, elapsed).name)).toEqual([
    'warm-up',
    'warm-up',
    'steady',
    'steady',
    'steady',
  ]);
});
