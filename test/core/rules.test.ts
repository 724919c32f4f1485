import { expect, test } from 'vitest';
import { contracts } from '../../dist/generated/contracts.js';
import { pools } from '../../dist/generated/data.js';
import { casesFor } from '../../lib/core/contract/cases/index.js';
import { checkPublished } from '../../lib/core/contract/checks/published.js';
import type { Inspection } from '../../lib/core/contract/inspection.js';
import { type RuleId, rules } from '../../lib/core/contract/rules.js';
import { shapeOf } from '../../lib/core/contract/shape.js';
import type { Answer, Asked, CompiledContract, JsonObject } from '../../lib/core/contract/types.js';
import type { PoolDefinition } from '../../lib/core/pool.js';
import type { Settings } from '../../lib/core/settings/catalogue.js';
import { resolveSettings } from '../../lib/core/settings/resolve.js';
import { resolveTarget } from '../../lib/core/target.js';
import {
  answerOf,
  b2cContract,
  inspectAs,
  providerNamed,
  REGISTER,
  rulesBroken,
  SEED_TOKENS,
  seedInspector,
  withClaims,
} from '../contract-harness.js';

type Broken = Pick<Inspection, 'findings'>;

const NOW = SEED_TOKENS.refresh.at / 1000;
const CLEAN = withClaims({}, {});
const TAIL = '\r\nCorrelation ID: 0d8e2c5a-1111-2222-3333-444444444444\r\nTimestamp: 2019-01-31 19:30:40Z\r\n';
const REFUSAL = { error: 'invalid_grant', error_description: `AADB2C90225: A sentence.${TAIL}` };
const LINES_ONLY = REGISTER.filter(({ rule }) => rule === 'error.description-lines');

const settings = resolveSettings({ environment: { ROPC_BASE_URL: 'http://127.0.0.1:9000' } });
const target = resolveTarget(settings, providerNamed('b2c'));
const DISCOVERY = {
  issuer: SEED_TOKENS.refresh.issuer,
  authorization_endpoint: 'http://127.0.0.1:9000/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/authorize',
  token_endpoint: target.tokenUrl,
  jwks_uri: target.keysUrl,
  response_types_supported: ['token'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
};
const KEY = { kid: 'a', kty: 'RSA', use: 'sig', e: 'AQAB', n: 'x'.repeat(342) };

const granted = (change: JsonObject, more: Partial<Answer> = {}, asked: Partial<Asked> = {}): Broken =>
  inspectAs('refresh', { ...CLEAN, ...change }, more, asked);
const token = (access: JsonObject, id: JsonObject = {}, header: JsonObject = {}): Broken =>
  inspectAs('refresh', withClaims(access, id, header));
const refused = (change: JsonObject, asked: Partial<Asked> = {}, register = REGISTER): Broken =>
  inspectAs('refresh', { ...REFUSAL, ...change }, { status: 400 }, { expects: 'either', ...asked }, { contract: b2cContract(register) });
const PLAIN = { contract: { ...(contracts.rfc6749 as CompiledContract), shapes: {} }, provider: providerNamed('rfc6749') };
const OPAQUE = { accessToken: 'required', idToken: 'optional', refreshToken: 'optional' } as const;
const refusedPlainly = (body: JsonObject, more: Partial<Answer> = {}, asked: Partial<Asked> = {}): Broken =>
  inspectAs('refresh', body, { status: 400, ...more }, { expects: 'refused', ...asked }, PLAIN);
const grantedPlainly = (change: JsonObject, more: Partial<Answer> = {}): Broken =>
  inspectAs('refresh', { access_token: 'opaque-access', token_type: 'Bearer', ...change }, more, { tokens: OPAQUE }, PLAIN);
const wronglyGranted = (rule: RuleId) => () => granted({}, {}, { expects: 'refused', rule });

function published(operation: 'discovery' | 'keys', body: unknown): Broken {
  const inspector = seedInspector('refresh');
  const { findings } = inspector.inspect({ operation, expects: 'granted', secrets: [] }, answerOf(body));
  const more = checkPublished(operation, (typeof body === 'object' ? body : {}) as JsonObject, target);
  return { findings: [...findings, ...inspector.withSeverity(more)] };
}

/** Rules that only the real k6 can break: contract, register and rfc6749 in test/k6 do. */
const IN_K6 = [
  'http.answer',
  'jwt.signature',
  'semantics.refresh-reuse',
  'semantics.repeated-parameter',
  'semantics.wider-scope',
  'deviation.expired',
  'deviation.happens',
] as const;

/** For every rule an answer that breaks it, and nothing else. */
const BREAKS: Record<Exclude<RuleId, (typeof IN_K6)[number]>, () => Broken> = {
  'http.status': () => granted({}, { status: 201 }),
  'http.content-type': () => granted({}, { headers: { ...answerOf('').headers, 'Content-Type': 'text/plain' } }),
  'http.cache-control': () => granted({}, { headers: { ...answerOf('').headers, 'Cache-Control': 'private' } }),
  'http.public-cache': () => granted({}, { headers: { ...answerOf('').headers, 'Cache-Control': 'public, max-age=60' } }),
  'http.pragma': () => granted({}, { headers: { ...answerOf('').headers, Pragma: '' } }),
  'http.stack-trace': () => refused({ error_description: `AADB2C90037: System.NullReferenceException: Object.${TAIL}` }),
  'http.secret-echo': () => granted({ scope: 'Passxword1' }, {}, { secrets: ['Passxword1'] }),
  'http.token-in-header': () => granted({}, { headers: { ...answerOf('').headers, 'X-Debug': String(CLEAN.access_token) } }),

  'json.repeated-member': () => inspectAs('refresh', JSON.stringify(CLEAN).replace('{', '{"token_type":"Bearer",')),

  'token.body': () => inspectAs('refresh', '[]'),
  'token.no-error': () => granted({ error: 'none' }),
  'token.access-token': () => granted({ access_token: 1 }),
  'token.id-token': () => granted({ id_token: undefined }),
  'token.token-type': () => granted({ token_type: 'mac' }),
  'token.expires-in': () => granted({ expires_in: 3_600_000, expires_on: 1_533_672_990 + 3_600_000 }),
  'token.long-life': () => grantedPlainly({ expires_in: 7_776_000 }),
  'token.not-before': () => granted({ not_before: null }),
  'token.expires-on': () => granted({ expires_on: 1_533_676_591 }),
  'token.lifetime': () => granted({ expires_in: 7200, expires_on: 1_533_672_990 + 7200 }),
  'token.same-person': () => token({}, { sub: 'somebody-else' }),
  'token.profile-person': () =>
    granted({ profile_info: Buffer.from('{"ver":"1.0","tid":"t","name":"Somebody Else"}').toString('base64url') }),
  'token.own-user': () => granted({}, {}, { email: 'somebody-else@example.com' }),
  'token.resource': () => granted({ resource: 1 }),
  'token.resource-audience': () => granted({ resource: 'somebody-else' }),
  'token.id-token-expires-in': () => granted({ id_token_expires_in: 0 }),
  'token.refresh-token': () => granted({ refresh_token: undefined }),
  'token.no-refresh-token': () => granted({}, {}, { tokens: { accessToken: 'required', idToken: 'required', refreshToken: 'absent' } }),
  'token.refresh-token-form': () => granted({ refresh_token: 'a.b.c' }),
  'token.refresh-token-expires-in': () => granted({ refresh_token_expires_in: '-1' }),
  'token.profile-info': () => granted({ profile_info: '####' }),
  'token.client-info': () => granted({ client_info: 1 }),
  'token.scope': () => granted({ scope: 1 }),

  'jwt.form': () => granted({ access_token: 'not.a-token' }),
  'jwt.typ': () => token({}, {}, { typ: 'JOSE' }),
  'jwt.alg': () => token({}, {}, { alg: 'none' }),
  'jwt.kid': () => token({}, {}, { kid: 7 }),
  'jwt.known-key': () => token({}, {}, { kid: 'somebody-else' }),

  'claim.iss': () => token({ iss: 'https://elsewhere.example/' }),
  'claim.aud': () => token({}, { aud: 'somebody-else' }),
  'claim.azp': () => token({ azp: 'somebody-else' }),
  'claim.sub': () => token({ sub: '' }),
  'claim.exp': () => token({ exp: NOW - 301 }),
  'claim.nbf': () => token({}, { nbf: NOW + 301 }),
  'claim.iat': () => token({}, { iat: NOW - 301 }),
  'claim.auth-time': () => token({}, { auth_time: NOW + 301 }),
  'claim.ver': () => token({ ver: '2.0' }),
  'claim.oid': () => token({ oid: 7 }),
  'claim.idp': () => token({ idp: 7 }),
  'claim.name': () => token({}, { name: null }),
  'claim.emails': () => token({ emails: 'a@example.com' }),
  'claim.scp': () => token({ scp: ['read'] }),
  'claim.policy': () => token({}, { tfp: 'B2C_1_Other' }),
  'claim.at-hash': () => token({}, { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
  'claim.asked-for': () => token({ emails: undefined }),
  'refresh.same-subject': () => granted({}, {}, { before: { sub: 'somebody else', oid: undefined, aud: SEED_TOKENS.refresh.clientId } }),
  'refresh.same-audience': () => granted({}, {}, { before: { sub: 'bfd8080c-0c40-43ca-9e27-52e027225f21', oid: undefined, aud: 'other' } }),

  'error.body': () => refused({ trace_id: '1' }),
  'error.error': () => refused({ error: 'bad"error' }),
  'error.registered': () => refused({ error: 'access_denied' }, {}, LINES_ONLY),
  'error.description': () => refused({ error_description: 7 }),
  'error.description-lines': () => refused({}, {}, []),
  'error.description-characters': () => refused({ error_description: `AADB2C90225: A "sentence".${TAIL}` }),
  'error.uri': () => refusedPlainly({ error: 'invalid_grant', error_uri: 7 }),
  'error.status': () => refusedPlainly({ error: 'invalid_grant' }, { status: 401 }),
  'error.client-authentication': () =>
    refusedPlainly({ error: 'invalid_client' }, { status: 401 }, { errors: ['invalid_client'], failsBasic: true }),
  'error.provider-code': () => refused({ error_description: `A sentence: and more.${TAIL}` }),
  'error.correlation-id': () => refused({ error_description: 'AADB2C90225: A.\r\nTimestamp: 2019-01-31 19:30:40Z\r\n' }),
  'error.timestamp': () => refused({ error_description: REFUSAL.error_description.replace('Z\r\n', '') }),
  'error.token': () => refused({ error_description: `AADB2C90225: ${CLEAN.access_token}${TAIL}` }),
  'error.expected': () => refused({ error: 'invalid_scope' }, { expects: 'refused' }),

  'discovery.body': () => published('discovery', '[]'),
  'discovery.issuer': () => published('discovery', { ...DISCOVERY, issuer: 'nowhere' }),
  'discovery.endpoints': () => published('discovery', { ...DISCOVERY, token_endpoint: 'http://127.0.0.1:9000/elsewhere' }),
  'discovery.response-types': () => published('discovery', { ...DISCOVERY, response_types_supported: [] }),
  'discovery.subject-types': () => published('discovery', { ...DISCOVERY, subject_types_supported: 'pairwise' }),
  'discovery.signing-algorithms': () => published('discovery', { ...DISCOVERY, id_token_signing_alg_values_supported: ['ES256'] }),
  'keys.body': () => published('keys', { keys: [] }),
  'keys.key': () => published('keys', { keys: [7] }),
  'keys.kid': () => published('keys', { keys: [KEY, KEY] }),
  'keys.type': () => published('keys', { keys: [{ ...KEY, kty: 'EC' }] }),
  'keys.use': () => published('keys', { keys: [{ ...KEY, use: 'enc' }] }),
  'keys.exponent': () => published('keys', { keys: [{ ...KEY, e: '!' }] }),
  'keys.size': () => published('keys', { keys: [{ ...KEY, n: 'x'.repeat(171) }] }),
  'keys.public-only': () => published('keys', { keys: [{ ...KEY, d: 'secret' }] }),

  'semantics.wrong-password': () => granted({}, {}, { expects: 'refused' }),
  'semantics.client-secret': wronglyGranted('semantics.client-secret'),
  'semantics.must-refuse': wronglyGranted('semantics.must-refuse'),
  'semantics.get': wronglyGranted('semantics.get'),
  'semantics.query': () => refused({}, { expects: 'refused', errors: ['invalid_request'], errorRule: 'semantics.query' }),
  'semantics.foreign-client': wronglyGranted('semantics.foreign-client'),
  'semantics.other-policy': wronglyGranted('semantics.other-policy'),
  'semantics.changed-token': wronglyGranted('semantics.changed-token'),
  'semantics.secret-on-refresh': wronglyGranted('semantics.secret-on-refresh'),
  'semantics.disabled-account': wronglyGranted('semantics.disabled-account'),
  'semantics.federated-account': wronglyGranted('semantics.federated-account'),

  'shape.locked': () => {
    const shapes = { seed: { 'refresh 200': JSON.stringify([shapeOf({ '': { ...CLEAN, expires_in: '3600' } }, [])]) } };
    return inspectAs('refresh', CLEAN, {}, {}, { contract: { ...b2cContract(), shapes } });
  },
};

test('the answer that the others are made from breaks no rule', () => {
  expect(granted({}).findings).toEqual([]);
  expect(rulesBroken(refused({}))).toEqual([]);
  expect(published('discovery', DISCOVERY).findings).toEqual([]);
  expect(published('keys', { keys: [KEY, { ...KEY, kid: 'b' }] }).findings).toEqual([]);
});

test.each(Object.entries(BREAKS))('%s is reported where it is broken, and nothing else', (rule, broken) => {
  expect(rulesBroken(broken())).toEqual([rule]);
});

test('an entry of the register that names cases excuses its rule in these, and nowhere else', () => {
  const register = REGISTER.map((entry) => ({ ...entry, cases: ['wrong-password'] }));
  expect(rulesBroken(refused({ error: 'access_denied' }, { caseId: 'wrong-password' }, register))).toEqual([]);
  const broken = ['error.registered', 'error.description-lines'];
  expect(rulesBroken(refused({ error: 'access_denied' }, { caseId: 'unknown-user' }, register))).toEqual(broken);
  expect(rulesBroken(refused({ error: 'access_denied' }, {}, register))).toEqual(broken);
});

test.each([
  [
    'the access token in a cookie',
    { headers: { ...answerOf('').headers, 'Set-Cookie': 'sid=opaque-access; Path=/' } },
    ['http.token-in-header'],
  ],
  ['a word in a header', { headers: { ...answerOf('').headers, 'X-Kind': 'opaque' } }, []],
])('of an opaque token, %s is told of', (_, more, rules) => {
  expect(rulesBroken(grantedPlainly({}, more))).toEqual(rules);
});

test('a refusal of a plain server that has a token breaks one rule, whatever the token looks like', () => {
  expect(rulesBroken(refusedPlainly({ error: 'invalid_grant', refresh_token: 'abc' }))).toEqual(['error.token']);
});

test.each([
  ['expires_in', '3600', ['token.expires-in']],
  ['expires_in', 3600.5, ['token.expires-in']],
  ['scope', 're"ad', ['token.scope']],
  ['scope', 'read write', []],
])('a plain server that grants with a %s of %j breaks %j', (member, value, rules) => {
  expect(rulesBroken(grantedPlainly({ [member]: value }))).toEqual(rules);
});

test.each([
  [401, 'Basic realm="x"', []],
  [401, 'Bearer error="invalid_client"', ['error.client-authentication']],
  [400, 'Basic realm="x"', ['error.client-authentication']],
])('a wrong secret by HTTP Basic that is refused with %i and %s breaks %j', (status, challenge, rules) => {
  const headers = { ...answerOf('').headers, 'Www-Authenticate': challenge };
  expect(
    rulesBroken(refusedPlainly({ error: 'invalid_client' }, { status, headers }, { errors: ['invalid_client'], failsBasic: true })),
  ).toEqual(rules);
});

test('a deviation that was registered and has expired no longer excuses', () => {
  const expired = REGISTER.map((entry) => ({ ...entry, expires: '2020-12-31' }));
  expect(rulesBroken(refused({ error: 'access_denied' }, {}, expired))).toEqual(['error.registered', 'error.description-lines']);
});

test('every semantic rule has a contract case that asks for it', () => {
  const ofKind = (name: string, more: Partial<Settings>) =>
    casesFor(providerNamed(name), { ...settings, refreshReuse: 'many', widerScope: 'admin', ...more }, pools[0] as PoolDefinition);
  const cases = [...ofKind('b2c', {}), ...ofKind('rfc6749', { clientAuth: 'basic' })];
  const asked = new Set(['semantics.wrong-password', ...cases.flatMap(({ rule, errorRule }) => [rule, errorRule])]);
  expect(Object.keys(rules).filter((rule) => rule.startsWith('semantics.') && !asked.has(rule))).toEqual([]);
});

test('there are sixty cases or more, and most of them are refused or may be', () => {
  const cases = casesFor(providerNamed('b2c'), { ...settings, refreshReuse: 'many' }, pools[0] as PoolDefinition);
  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(cases.filter(({ expects }) => expects !== 'granted').length).toBeGreaterThan(cases.length / 2);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
});

test.each([
  ['issuer', 'http://tenant.example/v2.0/', ['discovery.issuer']],
  ['authorization_endpoint', 'http://tenant.example/authorize', ['discovery.endpoints']],
  ['issuer', 'https://tenant.example/v2.0/', []],
])('off loopback the discovery document must not have a %s of %s: %j', (member, url, broken) => {
  const elsewhere = { ...target, loopback: false, tokenUrl: 'https://tenant.example/token' };
  const document = { issuer: 'https://tenant.example/v2.0/', token_endpoint: 'https://tenant.example/token', [member]: url };
  expect(checkPublished('discovery', document, elsewhere).map(({ rule }) => rule)).toEqual(broken);
});
