import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseFault } from '../../emulator/faults/active.js';
import { FAULTS } from '../../emulator/faults/catalogue.js';
import { checkPublished } from '../../lib/core/contract/checks/published.js';
import { createInspector } from '../../lib/core/contract/inspector.js';
import type { RuleId } from '../../lib/core/contract/rules.js';
import type { Asked } from '../../lib/core/contract/types.js';
import { classify, type Outcome } from '../../lib/core/outcome.js';
import { resolveSettings } from '../../lib/core/settings/resolve.js';
import { resolveTarget } from '../../lib/core/target.js';
import { b2cContract, nodePrimitives, providerNamed, REGISTER, rulesBroken } from '../contract-harness.js';
import { CLIENT, emulator, refresh, signIn, type TestEmulator, wrong } from './harness.js';

const ISSUER = 'https://login.microsoftonline.com/516fc065-ff36-4b93-aa5a-d6eeda7cbac8/v2.0/';
const GRANTED: Asked = { operation: 'refresh', expects: 'granted', secrets: [] };

/** What the contract says of a refresh, or of a wrong password, while a fault is on. */
async function judged(fault: string, asked: Asked = GRANTED): Promise<{ rules: string[]; outcome: Outcome }> {
  const stand = await emulator();
  const { body } = await stand.token(signIn());
  stand.setFaults(fault);
  const form = asked.expects === 'granted' ? refresh(body.refresh_token) : wrong(0);
  const { status, headers, text } = await stand.token(form);
  const provider = providerNamed('b2c');
  const inspector = createInspector({
    contract: b2cContract(REGISTER),
    provider,
    primitives: nodePrimitives,
    expected: {
      clientId: CLIENT,
      policy: 'B2C_1_ROPC_Auth',
      issuer: ISSUER,
      kids: stand.service.keys.published().map(({ kid }) => kid),
      claims: ['name', 'emails', 'idp'],
      clockSkew: 300,
    },
    tokens: { accessToken: 'required', idToken: 'required', refreshToken: 'required' },
    target: 'emulator',
    today: '2026-01-01',
  });
  const named = Object.fromEntries(
    Array.from(headers, ([name, value]) => [name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()), value]),
  );
  const answer = { status, headers: named, body: text, at: stand.service.clock.now() };
  const withSecret = asked.expects === 'granted' ? asked : { ...asked, secrets: [String(wrong(0).password)] };
  const inspection = inspector.inspect(withSecret, answer);
  return { rules: rulesBroken(inspection), outcome: classify(provider, withSecret, answer, inspection) };
}

const REFUSED: Asked = { operation: 'failed-sign-in', expects: 'refused', secrets: [] };

test.each<[string, RuleId]>([
  ['null-expires-in', 'token.expires-in'],
  ['no-token-type', 'token.token-type'],
  ['expires-in-milliseconds', 'token.expires-in'],
  ['dropped-claim', 'claim.aud'],
  ['foreign-audience', 'claim.aud'],
  ['bad-at-hash', 'claim.at-hash'],
  ['clock-skew', 'claim.iat'],
  ['token-in-header', 'http.token-in-header'],
  ['html-200', 'token.body'],
  ['other-shape', 'token.token-type'],
  ['status:201', 'http.status'],
  ['http:Content-Type=text/plain', 'http.content-type'],
  ['member:refresh_token="a.b"', 'token.refresh-token-form'],
  ['member:refresh_token', 'token.refresh-token'],
  ['member:expires_on=12', 'token.expires-on'],
  ['claim:tfp="B2C_1_Other"', 'claim.policy'],
  ['claim:iss="http://elsewhere/"', 'claim.iss'],
  ['claim:emails', 'claim.asked-for'],
  ['jose:alg="none"', 'jwt.alg'],
  ['jose:kid="nobody"', 'jwt.known-key'],
  ['id-claim:sub="other"', 'token.same-person'],
  ['repeated-member', 'json.repeated-member'],
])('the fault %s breaks the rule %s', async (fault, rule) => {
  expect((await judged(fault)).rules).toContain(rule);
});

test.each<[string, RuleId]>([
  ['secret-echo', 'http.secret-echo'],
  ['stack-trace', 'http.stack-trace'],
  ['any-password', 'semantics.wrong-password'],
  ['empty-400', 'error.body'],
  ['refusal:error="\u00fc"', 'error.error'],
  ['refusal:error_description=7', 'error.description'],
  ['refusal:error_description="no code"', 'error.provider-code'],
  ['refusal:access_token="x"', 'error.body'],
])('the fault %s breaks the rule %s in the answer to a wrong password', async (fault, rule) => {
  expect((await judged(fault, REFUSED)).rules).toContain(rule);
});

test.each<[string, Outcome]>([
  ['server-error', 'server-error'],
  ['unavailable', 'server-error'],
  ['unavailable-without-retry-after', 'server-error'],
  ['throttled', 'throttled'],
  ['throttled-without-retry-after', 'throttled'],
  ['throttled-json', 'throttled'],
  ['false-rejection', 'false-rejection'],
])('the fault %s gives the outcome %s', async (fault, outcome) => {
  expect((await judged(fault)).outcome).toBe(outcome);
});

test.each<[string, 'discovery' | 'keys', RuleId]>([
  ['discovery:token_endpoint="http://elsewhere/token"', 'discovery', 'discovery.endpoints'],
  ['discovery:jwks_uri', 'discovery', 'discovery.endpoints'],
  ['keys:use="enc"', 'keys', 'keys.use'],
  ['keys:d="secret"', 'keys', 'keys.public-only'],
  ['no-keys', 'keys', 'keys.body'],
])('the fault %s in the %s document breaks the rule %s', async (fault, operation, rule) => {
  const stand = await emulator({ faults: [fault] });
  const settings = resolveSettings({ environment: { ROPC_BASE_URL: stand.baseUrl } });
  const target = resolveTarget(settings, providerNamed('b2c'));
  const body = await (await fetch(String(operation === 'keys' ? target.keysUrl : target.discoveryUrl))).json();
  const inspector = createInspector({
    contract: b2cContract(REGISTER),
    provider: providerNamed('b2c'),
    primitives: nodePrimitives,
    expected: { clientId: CLIENT, claims: [], clockSkew: 300 },
    tokens: { accessToken: 'required', idToken: 'required', refreshToken: 'required' },
    target: 'emulator',
    today: '2026-01-01',
  });
  const answer = { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), at: 0 };
  const { findings } = inspector.inspect({ operation, expects: 'granted', secrets: [] }, answer);
  expect(
    rulesBroken({ findings: [...findings, ...inspector.withSeverity(checkPublished(operation, body as Record<string, unknown>, target))] }),
  ).toContain(rule);
});

/** How long a sign-in takes, in ms; the emulator's clock stands still, the machine's does not. */
async function took(stand: TestEmulator, form: Record<string, string | undefined>): Promise<number> {
  const start = performance.now();
  await stand.token(form);
  return performance.now() - start;
}

test.each([
  ['slow:300', signIn(), true],
  ['long-tail:300', signIn(), true],
  ['slow-under-load:300', signIn(), true],
  ['slow-unknown-users:300', signIn(7, { username: 'nobody@example.com' }), true],
  ['slow-unknown-users:300', signIn(), false],
  ['slow-known-users:300', wrong(0), true],
  ['slow-honest-users:300', signIn(), false],
])('the fault %s delays what it says', async (fault, form, delayed) => {
  const stand = await emulator({ faults: [fault] });
  expect((await took(stand, form)) >= 300).toBe(delayed);
});

test('slow-honest-users delays a right password while there are wrong ones', async () => {
  const stand = await emulator({ faults: ['slow-honest-users:300'] });
  await stand.token(wrong(0));
  expect(await took(stand, signIn(8))).toBeGreaterThanOrEqual(300);
});

test.each(['reset', 'cut-body'])('the fault %s breaks the connection', async (fault) => {
  const stand = await emulator({ faults: [fault] });
  await expect(stand.token(signIn())).rejects.toThrow();
});

test('slow-body arrives whole in the end', async () => {
  const stand = await emulator({ faults: ['slow-body'] });
  expect((await stand.token(signIn())).status).toBe(200);
});

test('a fault has a window of time', async () => {
  const stand = await emulator({ faults: ['empty-400@10-20'] });
  const statuses: number[] = [];
  for (const seconds of [0, 10, 9, 1]) {
    stand.wait(seconds);
    statuses.push((await stand.token(signIn())).status);
  }
  expect(statuses).toEqual([200, 400, 400, 200]);
});

test('a fault hits its share of the requests, evenly', async () => {
  const stand = await emulator({ faults: ['server-error=0.25'] });
  const statuses = await Promise.all(Array.from({ length: 20 }, () => stand.token(signIn())));
  expect(statuses.filter(({ status }) => status === 500)).toHaveLength(5);
});

test.each([
  ['slow:soon', 'fault slow: "soon" is not a number of milliseconds'],
  ['slow=2', 'fault slow: the share is "2": it takes a number from 0 to 1'],
  ['reset:1', 'fault reset takes nothing after a colon'],
  ['status:999', '"999" is not an HTTP status'],
])('"%s" is no fault', (text, problem) => {
  expect(() => parseFault(text)).toThrow(problem);
});

test('every fault stands in a test of its own', async () => {
  const { readFileSync, readdirSync } = await import('node:fs');
  const roots = ['emulator', 'k6'].map((room) => fileURLToPath(new URL(`../${room}/`, import.meta.url)));
  const text = roots
    .flatMap((root) =>
      readdirSync(root)
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(root + name, 'utf8')),
    )
    .join('');
  expect(Object.keys(FAULTS).filter((name) => !new RegExp(`'${name}[':=@]`).test(text))).toEqual([]);
});
