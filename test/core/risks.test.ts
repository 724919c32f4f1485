import { expect, test } from 'vitest';
import { pools, profiles, providers } from '../../dist/generated/data.js';
import { makePlan, type Plan, wholeGates } from '../../lib/core/plan/plan.js';
import { mostRequestsIn } from '../../lib/core/plan/risks.js';
import { importedDefinition, type PoolDefinition } from '../../lib/core/pool.js';
import { chooseSettings } from '../../lib/core/settings/choose.js';

const TENANT = {
  ROPC_BASE_URL: 'https://tenant.example',
  ROPC_ALLOW_HOST: 'tenant.example',
  ROPC_TENANT: 'tenant.example',
  ROPC_POLICY: 'B2C_1_A',
  ROPC_CLIENT_ID: 'client',
  ROPC_POOL_SECRET: 'a pool secret',
};

function planFor(name: string, environment: Record<string, string>): Plan {
  const sources = { environment: { ROPC_PROFILE: name, ...environment } };
  const { settings, provider, profile } = chooseSettings(sources, providers, profiles);
  return makePlan({ settings, provider, profile, pool: pools[0] as PoolDefinition, scenario: profile.scenario });
}

test.each(profiles.map(({ name }) => name))('the profile %s can be planned on loopback', (name) => {
  const plan = planFor(name, { ROPC_BASE_URL: 'http://127.0.0.1:9000' });
  expect(plan.gates.length).toBeGreaterThan(5);
  expect(plan.risks.filter(({ advice }) => advice)).toEqual([]);
});

test('the nightly profile keeps to the limits of B2C from one address', () => {
  expect(planFor('nightly', TENANT).risks.find(({ id }) => id === 'address-limit')).toMatchObject({
    arithmetic: 'each of 1 address: 5130 requests in the busiest 5m, 6000 are allowed',
  });
});

test('more than an address may send is refused off loopback, with the number to change and the name to override it by', () => {
  expect(() => planFor('stress', TENANT)).toThrow(
    /the plan is refused: each of 1 address: \d+ requests in the busiest 5m, 6000 are allowed\. lower the rates with --scale-rate 0\.\d+ or send from more addresses and say how many \(--addresses\), or override it with --accept-risk address-limit\./,
  );
});

test.each([1, 2, 3, 4, 5, 7, 11, 40])('the scale that is advised in place of %d is one that is not refused', (scale) => {
  const planWith = (rate: string) => planFor(scale === 1 ? 'stress' : 'nightly', { ...TENANT, ROPC_SCALE_RATE: rate });
  const advice = /--scale-rate ([\d.]+)/.exec(String(attempt(() => planWith(String(scale)))))?.[1] as string;
  expect(Number(advice)).toBeLessThan(scale);
  expect(() => planWith(advice)).not.toThrow();
});

test.each([
  ['more addresses', { ROPC_ADDRESSES: '10' }],
  ['an accepted risk', { ROPC_ACCEPT_RISK: 'address-limit' }],
])('with %s it is planned', (_, more) => {
  expect(() => planFor('stress', { ...TENANT, ...more })).not.toThrow();
});

test('more wrong passwords than lock an account are refused anywhere', () => {
  const few = { ROPC_BASE_URL: 'http://127.0.0.1:9000', ROPC_USERS: '500', ROPC_FAILED_SIGN_IN_RATE: '40' };
  expect(() => planFor('smoke', few)).toThrow(
    /each of 50 accounts of cohort lockout: \d+ wrong passwords, 10 lock it for 60s\. use a larger pool \(--users \d+\)/,
  );
});

test('a cohort with fewer accounts than virtual users is refused', () => {
  expect(() => planFor('smoke', { ROPC_BASE_URL: 'http://127.0.0.1:9000', ROPC_USERS: '200', ROPC_ACCEPT_RISK: 'lockout' })).toThrow(
    'one account would be used twice at a time',
  );
});

test('the busiest window is found where a ramp ends', () => {
  const phases = [
    { name: 'a', measured: true, start: 0, length: 10_000, from: { 'sign-in': 0 }, to: { 'sign-in': 10 } },
    { name: 'b', measured: true, start: 10_000, length: 10_000, from: { 'sign-in': 1 }, to: { 'sign-in': 1 } },
  ];
  const operations = [
    { name: 'sign-in', slo: { p95: 1, p99: 1, errors: 0 }, requests: 60, peakRate: 10, preAllocatedVUs: 1, maxVUs: 1, verifyEvery: 1 },
  ] as const;
  expect(mostRequestsIn(1_000, phases, operations)).toBeGreaterThanOrEqual(9);
  expect(mostRequestsIn(20_000, phases, operations)).toBe(60);
});

test('lengths and rates are scaled', () => {
  const plan = planFor('nightly', { ROPC_BASE_URL: 'http://127.0.0.1:9000', ROPC_SCALE_TIME: '0.1', ROPC_SCALE_RATE: '2' });
  expect(plan.phases.map(({ length, to }) => [length, to['sign-in']])).toEqual([
    [3_000, 6],
    [54_000, 8],
    [3_000, 12],
  ]);
});

test("a runner's floors are its part of the whole", () => {
  const whole = planFor('smoke', { ROPC_BASE_URL: 'http://127.0.0.1:9000' });
  const part = planFor('smoke', { ROPC_BASE_URL: 'http://127.0.0.1:9000', ROPC_SEGMENT: '2/4' });
  const floors = (gates: Plan['gates']) =>
    gates
      .filter(({ tags }) => tags.phase)
      .filter(({ comparison }) => comparison === '>=')
      .map(({ limit }) => limit);
  expect([floors(whole.gates), floors(part.gates)]).toEqual([
    [144, 288, 108, 1, 1],
    [34, 68, 25, 1, 1],
  ]);
  expect(wholeGates(part)).toEqual(whole.gates);
});

test('an attack leaves the accounts alone that experiments count wrong passwords of, and the arithmetic says so', () => {
  const attacked = (experiments: string) =>
    planFor('failed-logins', { ROPC_BASE_URL: 'http://127.0.0.1:9000', ROPC_EXPERIMENTS: experiments }).risks.find(
      ({ id }) => id === 'lockout',
    )?.arithmetic;
  expect(attacked('lockout,collateral')).toMatch(/^each of 700 accounts/);
  expect(attacked('spray,collateral')).toMatch(/^each of 1000 accounts/);
});

test('experiments of one virtual user are not split over runners, but their load can be', () => {
  const part = (experiments: string) =>
    planFor('failed-logins', { ROPC_BASE_URL: 'http://127.0.0.1:9000', ROPC_SEGMENT: '2/2', ROPC_EXPERIMENTS: experiments });
  expect(() => part('spray,collateral')).toThrow('experiments run on one runner: leave --segment out');
  expect(part('collateral').segment).toEqual({ index: 2, of: 2 });
});

test('where a profile names no cohorts, failed sign-ins are counted on those that are made to be locked', () => {
  const { settings, provider, profile } = chooseSettings(
    { environment: { ROPC_PROFILE: 'smoke', ROPC_BASE_URL: 'http://127.0.0.1:9000' } },
    providers,
    profiles,
  );
  const pool = pools[0] as PoolDefinition;
  const { risks } = makePlan({ settings, provider, profile: { ...profile, cohorts: {} }, pool, scenario: 'mixed' });
  expect(risks.find(({ arithmetic }) => arithmetic.startsWith('failed-sign-in'))?.arithmetic).toContain('accounts in cohort lockout');
});

function attempt(make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    return error;
  }
}

test('more users than an imported pool has are refused, and a larger file is the advice where they are too few', () => {
  const planOf = (environment: Record<string, string>) => {
    const chosen = chooseSettings({ environment: { ROPC_BASE_URL: 'http://127.0.0.1:9000', ...environment } }, providers, profiles);
    return makePlan({ ...chosen, pool: importedDefinition(10), scenario: 'sign-in' });
  };
  expect(() => planOf({ ROPC_USERS: '57' })).toThrow('ROPC_USERS is 57: the imported pool has 10 users.');
  expect(() => planOf({ ROPC_SIGN_IN_RATE: '500' })).toThrow(/use a larger pool \(a file with \d+ users\)/);
});
