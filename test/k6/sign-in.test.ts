import { expect, test } from 'vitest';
import { k6, outcomes, startEmulator } from './harness.js';

const UNREAD = ['the discovery document was read before the load', 'the keys document was read before the load'];
const VIOLATION = 'no contract violation';
const SLOW = ['sign-in p(95) within 500 ms (steady)', 'sign-in p(99) within 800 ms (steady)'];
const UNVERIFIED = 'signatures of at least 23 sign-in answers verified';
const WARM_UP = 'sign-in errors at most 10 % (warm-up)';
const ERRORS = 'sign-in errors at most 0.5 % (steady)';

/** A second is enough where no percentile is asked for. */
const BRIEF = { ROPC_DURATION: '1s' };

test('sign-in passes against the emulator, with nothing but right passwords granted', async () => {
  const { baseUrl } = await startEmulator();
  const { code, broken, samples, output } = await k6('sign-in', { ROPC_BASE_URL: baseUrl });
  expect([code, broken]).toEqual([0, []]);
  expect(output.match(/^.*answers {3}med/gm)).toEqual([expect.stringMatching(/^ {2}sign-in \(steady\) +\d+ answers/)]);
  expect(Object.keys(outcomes(samples, 'sign-in'))).toEqual(['ok']);
});

test.each([
  ['null-expires-in', 'token.expires-in', '/expires_in', 'null'],
  ['dropped-claim', 'claim.aud', '/access_token/claims/aud', 'missing'],
  ['foreign-audience', 'claim.aud', '/access_token/claims/aud', 'string of 13'],
  ['bad-at-hash', 'claim.at-hash', '/id_token/claims/at_hash', 'string of 22'],
])('sign-in turns red for %s, and for that alone', async (fault, rule, pointer, found) => {
  const { baseUrl } = await startEmulator(fault);
  const { code, broken, samples, output } = await k6('sign-in', { ...BRIEF, ROPC_BASE_URL: baseUrl });
  expect([code, broken]).toEqual([99, [VIOLATION]]);
  expect(samples.findings).toContainEqual(expect.objectContaining({ rule, pointer, found }));
  const ofRule = samples.findings.filter((finding) => finding.rule === rule && finding.severity === 'failure');
  const count = ofRule.reduce((sum, finding) => sum + finding.count, 0);
  expect(output.match(/BROKEN {2}[a-z]+\.[a-z-]+, \d+ times/g)).toContain(`BROKEN  ${rule}, ${count} times`);
  expect(Object.keys(outcomes(samples, 'sign-in'))).toEqual(['contract-violation']);
});

test.each([
  ['html-200', 'token.body', '', '69 characters that are not JSON (text/html)'],
  ['empty-400', 'error.body', '', 'an empty body (text/plain)'],
])('sign-in turns red for %s, which brings no token to verify', async (fault, rule, pointer, found) => {
  const { baseUrl } = await startEmulator(fault);
  const { code, broken, samples } = await k6('sign-in', { ...BRIEF, ROPC_BASE_URL: baseUrl });
  expect([code, broken]).toEqual([99, ['signatures of at least 10 sign-in answers verified', VIOLATION]]);
  expect(samples.findings).toContainEqual(expect.objectContaining({ rule, pointer, found }));
});

test('sign-in turns red when answers take a second longer, and for that alone', async () => {
  const { baseUrl } = await startEmulator('slow');
  const { code, broken } = await k6('sign-in', { ROPC_BASE_URL: baseUrl });
  expect([code, broken]).toEqual([99, SLOW]);
});

test('sign-in turns red when the emulator is stopped half-way, and for that alone', async () => {
  const emulator = await startEmulator();
  const { code, broken, samples } = await k6(
    'sign-in',
    { ROPC_BASE_URL: emulator.baseUrl },
    {
      whileRunning: () => setTimeout(() => emulator.process.kill('SIGTERM'), 3_200),
    },
  );
  expect([code, broken]).toEqual([99, [ERRORS]]);
  expect(Object.keys(outcomes(samples, 'sign-in')).sort()).toEqual(['network-error', 'ok']);
});

test.each([
  ['cut-body', 'network-error'],
  ['reset', 'network-error'],
  ['server-error', 'server-error'],
])('%s is counted as %s', async (fault, outcome) => {
  const { baseUrl } = await startEmulator(`${fault}=0.06`);
  const { code, broken, samples } = await k6('sign-in', { ...BRIEF, ROPC_BASE_URL: baseUrl });
  expect([code, broken]).toEqual([99, [ERRORS]]);
  expect(Object.keys(outcomes(samples, 'sign-in')).sort()).toEqual([outcome, 'ok'].sort());
});

test('an answer that does not come in time is counted as timeout', async () => {
  const { baseUrl } = await startEmulator('hang=0.06');
  const { code, broken, samples } = await k6('sign-in', { ...BRIEF, ROPC_BASE_URL: baseUrl, ROPC_TIMEOUT: '700ms' });
  expect([code, broken]).toEqual([99, [ERRORS]]);
  expect(Object.keys(outcomes(samples, 'sign-in')).sort()).toEqual(['ok', 'timeout']);
});

test('a target that is down makes every answer a network error, and the run goes on to its end', async () => {
  const { code, broken, samples } = await k6('sign-in', { ROPC_BASE_URL: 'http://127.0.0.1:9' });
  expect([code, broken]).toEqual([99, [WARM_UP, ERRORS, UNVERIFIED, ...UNREAD]]);
  expect(outcomes(samples, 'sign-in')['network-error']).toBeGreaterThan(120);
});

test('one right password in a hundred that is refused turns the run red as false rejection', async () => {
  const { baseUrl } = await startEmulator('false-rejection=0.01');
  const { code, broken } = await k6('sign-in', { ROPC_BASE_URL: baseUrl });
  expect([code, broken]).toEqual([99, ['no correct password or token refused']]);
});

test('throttled answers are told apart', async () => {
  const { baseUrl } = await startEmulator('throttled=0.05');
  const { code, broken } = await k6('sign-in', { ...BRIEF, ROPC_BASE_URL: baseUrl });
  expect([code, broken]).toEqual([99, ['no answer throttled']]);
});

test('a signature of another key is found where all are verified', async () => {
  const { baseUrl } = await startEmulator('wrong-key');
  const { code, broken, samples } = await k6('sign-in', { ...BRIEF, ROPC_BASE_URL: baseUrl, ROPC_VERIFY_SHARE: '1' });
  expect([code, broken]).toEqual([99, [VIOLATION]]);
  const failures = samples.findings.filter(({ severity }) => severity === 'failure').map(({ rule, pointer }) => `${rule} ${pointer}`);
  expect(failures.sort()).toEqual(['jwt.signature /access_token', 'jwt.signature /id_token']);
});

test('a signature of another key is found at the share that is verified when nothing is set', async () => {
  const { baseUrl } = await startEmulator('wrong-key');
  const { code, broken } = await k6('sign-in', { ...BRIEF, ROPC_BASE_URL: baseUrl });
  expect([code, broken]).toEqual([99, [VIOLATION]]);
});

test('both URL forms and the tenant GUID are answered', async () => {
  const { baseUrl } = await startEmulator();
  const { code } = await k6('sign-in', {
    ...BRIEF,
    ROPC_BASE_URL: baseUrl,
    ROPC_URL_FORM: 'query',
    ROPC_TENANT: '516fc065-ff36-4b93-aa5a-d6eeda7cbac8',
  });
  expect(code).toBe(0);
});

test('a custom policy keeps the contract', async () => {
  const { baseUrl } = await startEmulator();
  const { code } = await k6('sign-in', { ...BRIEF, ROPC_BASE_URL: baseUrl, ROPC_POLICY: 'B2C_1A_ResourceOwnerv2', ROPC_CLAIMS: 'oid' });
  expect(code).toBe(0);
});

test('a policy that there is not is a contract violation, not a crash', async () => {
  const { baseUrl } = await startEmulator();
  const { code, samples } = await k6('sign-in', { ...BRIEF, ROPC_BASE_URL: baseUrl, ROPC_POLICY: 'B2C_1_Nowhere' });
  expect(code).toBe(99);
  expect(samples.findings).toContainEqual(expect.objectContaining({ rule: 'http.status', found: '404 text/html' }));
});

test('a wrong setting stops k6 before it sends anything, with one line that says what to do', async () => {
  const { code, output } = await k6('sign-in', { ROPC_BASE_URL: 'http://127.0.0.1:9', ROPC_SIGN_IN_RATE: '0' });
  expect(code).toBe(107);
  expect(output).toContain('ROPC_SIGN_IN_RATE is \\"0\\": it takes a number above 0 (requests a second)');
});
