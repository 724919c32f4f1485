import { expect, test } from 'vitest';
import { pools, profiles, providers, schemaRules } from '../../dist/generated/data.js';
import { casesFor, casesLeftOut } from '../../lib/core/contract/cases/index.js';
import { type RuleId, rules } from '../../lib/core/contract/rules.js';
import { rulesHeld, rulesOfCase } from '../../lib/core/contract/rules-held.js';
import { importedDefinition, type PoolDefinition } from '../../lib/core/pool.js';
import { chooseSettings } from '../../lib/core/settings/choose.js';

/** Rules that nothing of a contract run and a load is held to, and what the contract run says that it does not ask. */
function notHeld(environment: Record<string, string>, pool = pools[0] as PoolDefinition): { rules: RuleId[]; leftOut: string[] } {
  const sources = { environment: { ROPC_BASE_URL: 'http://127.0.0.1:9000', ...environment } };
  const { settings, provider } = chooseSettings(sources, providers, profiles);
  const cases = casesFor(provider, settings, pool);
  const held = rulesHeld({ provider, settings, cases, operations: ['sign-in'], schemaRules, isLocked: true });
  const all = [...held, ...cases.flatMap(rulesOfCase)];
  return { rules: (Object.keys(rules) as RuleId[]).filter((id) => !all.includes(id)), leftOut: casesLeftOut(provider, settings, pool) };
}

test('at the emulator something is held to every rule but those of other clients and endpoints', () => {
  expect(notHeld({})).toEqual({
    rules: [
      'token.long-life',
      'token.client-info',
      'error.uri',
      'error.status',
      'error.client-authentication',
      'semantics.client-secret',
      'semantics.wider-scope',
    ],
    leftOut: [],
  });
});

test('where tokens are opaque nothing is held to the rules of JWTs, and what is not asked is said', () => {
  const { rules: without, leftOut } = notHeld({ ROPC_PROVIDER: 'rfc6749', ROPC_OTHER_CLIENT_ID: 'other' });
  expect(without).toEqual(expect.arrayContaining(['jwt.signature', 'claim.aud', 'discovery.issuer', 'semantics.other-policy']));
  expect(without.filter((id) => id.startsWith('http.') || id.startsWith('shape.'))).toEqual([]);
  expect(leftOut).toEqual([
    'not asked: "A refresh grants no scope that the sign-in did not" (set ROPC_WIDER_SCOPE).',
    'not asked: how often a refresh token may be redeemed (set ROPC_REFRESH_REUSE).',
  ]);
});

test('a tenant that says little of itself is told what is not asked', () => {
  const tenant = {
    ROPC_BASE_URL: 'https://tenant.example',
    ROPC_ALLOW_HOST: 'tenant.example',
    ROPC_TENANT: 'tenant.example',
    ROPC_POLICY: 'B2C_1_A',
    ROPC_CLIENT_ID: 'client',
  };
  const { rules: without, leftOut } = notHeld(tenant, importedDefinition(1));
  expect(without).toEqual([
    'token.long-life',
    'token.client-info',
    'claim.asked-for',
    'error.uri',
    'error.status',
    'error.client-authentication',
    'semantics.client-secret',
    'semantics.foreign-client',
    'semantics.wider-scope',
    'semantics.other-policy',
    'semantics.disabled-account',
    'semantics.federated-account',
  ]);
  expect(leftOut.map((line) => /\((.*)\)\.$/.exec(line)?.[1])).toEqual([
    'the pool has one honest user',
    'the pool has one honest user',
    'set ROPC_OTHER_CLIENT_ID',
    'set ROPC_OTHER_POLICY',
    'pool imported has no cohort disabled',
    'only the emulator has federated accounts: pool provision makes none',
    'set ROPC_CLAIMS',
  ]);
});

test('a load of sign-ins without a contract run is held to nothing of refreshes and refusals', () => {
  const { settings, provider } = chooseSettings({ environment: { ROPC_BASE_URL: 'http://127.0.0.1:9000' } }, providers, profiles);
  const held = rulesHeld({ provider, settings, cases: [], operations: ['sign-in'], schemaRules, isLocked: true });
  expect(held.filter((id) => /^(refresh|error|semantics|deviation)\./.test(id))).toEqual([]);
});
