import { readFileSync } from 'node:fs';
import { readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { command, runFolder, startEmulator } from './harness.js';

const SHORT = { ROPC_SIGN_IN_RATE: '40', ROPC_REFRESH_RATE: '40', ROPC_FAILED_SIGN_IN_RATE: '40', ROPC_DURATION: '3s', ROPC_WARM_UP: '1s' };
const CANARY = 'canary-pool-secret-d41d8cd9';

/** All that a run left behind, unpacked. */
async function everything(folder: string): Promise<string> {
  const files = await readdir(folder);
  return files
    .map((name) =>
      (name.endsWith('.gz') ? gunzipSync(readFileSync(join(folder, name))) : readFileSync(join(folder, name))).toString('latin1'),
    )
    .join('\n');
}

const stopped = (output: string) => expect(output).toContain('report: results/');

test('smoke passes against the emulator and leaves every file of a run directory behind', async () => {
  const { code, output, folder } = await command(['run', 'smoke', '--emulator'], SHORT);
  expect(code, output).toBe(0);
  expect(output).toContain('PASS');
  expect((await readdir(await runFolder(folder))).sort()).toEqual([
    'contract-samples.csv.gz',
    'contract.json',
    'junit.xml',
    'k6-contract.log',
    'k6.log',
    'plan.json',
    'report.html',
    'report.md',
    'samples.csv.gz',
    'summary.json',
    'verdict.json',
  ]);
});

test('nothing that a run leaves behind holds a secret or a token, not even where the target misbehaves', async () => {
  const { baseUrl } = await startEmulator('null-expires-in=0.2', 'foreign-audience=0.2', 'server-error=0.1');
  const { code, output, folder } = await command(['run', 'smoke'], {
    ...SHORT,
    ROPC_BASE_URL: baseUrl,
    ROPC_POOL_SECRET: CANARY,
    ROPC_CLIENT_SECRET: CANARY,
  });
  expect(code, output).toBe(1);
  const left = `${output}\n${await everything(await runFolder(folder))}`;
  expect(left).not.toContain(CANARY);
  // eyJ is the beginning of every JOSE header; each pool password has this form.
  expect(left).not.toMatch(/eyJ[\w-]{10,}\./);
  expect(left).not.toMatch(/password=/);
});

test('summary.json is what its schema says', async () => {
  const { baseUrl } = await startEmulator('server-error=0.05', 'null-expires-in=0.02');
  const { folder } = await command(['run', 'smoke', '--base-url', baseUrl], SHORT);
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
  const validate = new Ajv2020({ strict: false }).compile(
    read(fileURLToPath(new URL('../../schemas/report/summary.json', import.meta.url))),
  );
  expect(validate(read(join(await runFolder(folder), 'summary.json'))), JSON.stringify(validate.errors)).toBe(true);
});

test('contract.json is what its schema says', async () => {
  const { baseUrl } = await startEmulator('null-expires-in=0.2');
  const { folder } = await command(['contract', '--base-url', baseUrl]);
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
  const schema = read(fileURLToPath(new URL('../../schemas/report/contract-results.json', import.meta.url)));
  const validate = new Ajv2020({ validateFormats: false }).compile(schema);
  expect(validate(read(join(await runFolder(folder), 'contract.json'))), JSON.stringify(validate.errors)).toBe(true);
});

test('the contract run sends as many requests as the plan says', async () => {
  const { output } = await command(['plan', 'smoke']);
  const [, requests] = /first the contract run: 104 cases in (\d+) requests, a wrong password to each of 9 users/.exec(output) ?? [];
  const { folder } = await command(['contract', '--emulator']);
  const samples = gunzipSync(readFileSync(join(await runFolder(folder), 'contract-samples.csv.gz'))).toString();
  expect(samples.match(/^http_reqs,/gm)).toHaveLength(Number(requests));
});

test('the verdict of a faulty target is FAIL, with its reason first', async () => {
  const { baseUrl } = await startEmulator('null-expires-in');
  const { code, output } = await command(['contract', '--base-url', baseUrl]);
  expect(code).toBe(1);
  expect(output).toContain('token.expires-in: sign-in /expires_in was null (token-response, type)');
  expect(output, 'the id of an answer in the log').toMatch(
    /contract: sign-in +│ contract-violation │ 200 token.expires-in \S+ +│ 0 +│ [0-9a-f-]{36}/,
  );
  expect(output).toMatch(/FAIL {2}wanted: (no contract case failed|no contract violation in the contract run)/);
});

test('no load is sent to a target that does not answer the contract run', async () => {
  const { code, output, folder } = await command(['run', 'smoke', '--base-url', 'http://127.0.0.1:9'], SHORT);
  expect(code, output).toBe(3);
  expect(output).toContain('contract: 0 of 104 cases passed, 104 not run');
  expect(output).toContain('INCONCLUSIVE  no load was sent: the contract run gave up on the target');
  expect(await readdir(await runFolder(folder))).not.toContain('samples.csv.gz');
});

test('Ctrl-C ends the run in seconds, reports what there is, and leaves no process behind', async () => {
  const started = Date.now();
  const { code, output, folder } = await command(['run', 'smoke', '--emulator'], {}, (child) =>
    setTimeout(() => child.kill('SIGINT'), 8_000),
  );
  expect(Date.now() - started).toBeLessThan(20_000);
  expect(code, output).toBe(3);
  stopped(output);
  const plan = JSON.parse(readFileSync(join(await runFolder(folder), 'plan.json'), 'utf8'));
  await expect(fetch(plan.target.tokenUrl)).rejects.toThrow();
});

test('samples that end in the middle are reported as INCONCLUSIVE, with what they hold', async () => {
  const first = await command(['contract', '--emulator', '--users', '2000']);
  expect(first.code, first.output).toBe(0);
  const run = await runFolder(first.folder);
  await truncate(join(run, 'contract-samples.csv.gz'), 600);
  const { code, output } = await command(['report', run]);
  expect(code, output).toBe(3);
  expect(output).toContain('the samples of the contract run are truncated');
});

test("a sign-in that now and then brings somebody else's tokens is found, where no answer shows it by itself", async () => {
  const customPolicy = ['--policy', 'B2C_1A_ResourceOwnerv2', '--other-policy', 'B2C_1_ROPC_Auth', '--claims', 'oid'];
  const { code, output } = await command(['run', 'smoke', '--emulator', '--fault', 'mixed-up', ...customPolicy], {
    ...SHORT,
    ROPC_DURATION: '1s',
    ROPC_WARM_UP: '0.1s',
    ROPC_VERIFY_SHARE: '1',
  });
  expect(code, output).toBe(1);
  expect(output).toMatch(/token\.own-user: sign-in \/access_token\/claims was another user's, as all sign-ins together show, \d+ times/);
});

test.each([
  [['run', 'smoke'], {}, 'no target: set ROPC_BASE_URL or --base-url, or add --emulator'],
  [['run', 'somke', '--emulator'], {}, 'there is no profile "somke": did you mean smoke?'],
  [['run', 'capacity', '--emulator'], {}, 'stress          Capacity: the rate climbs'],
  [['run', 'smoke', '--base-url', 'https://example.com'], {}, 'example.com is not on the allow-list'],
  [['run', 'smoke', '--emulator', '--sign-in-rate', '0'], {}, '--sign-in-rate is "0"'],
  [['run', 'smoke', '--emulator'], { ROPC_DURATION: '' }, 'ROPC_DURATION is empty'],
  [['run', 'smoke', '--emulator', '--', '-e', `ROPC_POOL_SECRET=${CANARY}`], {}, "k6's option -e cannot be given here"],
  [['run', 'smoke', '--emulator', '--', '--tag', `a=${CANARY}`, '--nope'], {}, 'k6 refuses --nope: it is not an option of k6'],
  [['run', 'smoke', '--emulator', '--', '--http-debug=full'], {}, 'it writes passwords and tokens into the log'],
  [['run', 'smoke', '--emulator', 'extra'], {}, 'unexpected argument after the profile'],
  [['run', 'smoke', '--emulator', '--', '-u5'], {}, "k6's option -u5 cannot be given here"],
  [['run', 'smoke', '--emulator', '--', `--tag=${CANARY}`], {}, "k6's option --tag takes a name and a value"],
  [['run', 'smoke', '--emulator', '--', '--rps=5'], {}, "k6's option --rps cannot be given here"],
  [['run', 'smoke', '--emulator', '--baseline', ''], {}, '--baseline is empty'],
  [['contract', '--emulator', '--fault', 'sloow'], {}, 'there is no fault "sloow"'],
  [['plan', 'smoke', `--client-secret=${CANARY}`], {}, 'set ROPC_CLIENT_SECRET'],
  [['plan', 'smoke', `--nonsense=${CANARY}`], {}, "unknown option '--nonsense'"],
  [['plan', 'smoke', '--emulator', '--base-url', 'http://127.0.0.1:9'], {}, '--emulator and --base-url are two targets'],
  [['plan', 'smoke', '--scale-time', '10000000'], {}, 'the load would take more than 168h'],
  [['schema-diff', 'no-such-commit'], {}, 'there is no commit "no-such-commit"'],
  [['rnu'], {}, "unknown command 'rnu'"],
  [['report', 'nowhere'], {}, 'nowhere is not a run directory'],
  [['run', 'smoke', '--emulator'], { K6_BIN: '/nowhere/k6' }, 'K6_BIN: /nowhere/k6 cannot be used'],
])('%j with %j is wrong use: one line, exit 2', async (args, settings, line) => {
  const { code, output } = await command(args, settings as Record<string, string>);
  expect([code, output]).toEqual([2, expect.stringContaining(line)]);
  expect(output).not.toContain(CANARY);
});

test('a k6 that is too old is named with what is needed', async () => {
  const { folder } = await command(['--help']);
  const old = join(folder, '..', `old-k6-${process.pid}`);
  await writeFile(old, '#!/bin/sh\necho "k6 v0.49.0 (go1.21, linux/amd64)"\n', { mode: 0o755 });
  const { code, output } = await command(['doctor'], { K6_BIN: old });
  expect([code, output]).toEqual([2, expect.stringContaining('is k6 v0.49.0: the suite needs v2.2.0 or a later 2.x')]);
});

test('doctor tells what would be used', async () => {
  const { code, output } = await command(['doctor', '--base-url', 'http://127.0.0.1:9000']);
  expect(code, output).toBe(0);
  expect(output).toMatch(/ok\s+k6\s+v2\./);
  expect(output).toContain('http://127.0.0.1:9000/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token');
  expect(output).not.toContain('k6-ropc-demo-pool-secret');
});

test('plan --emulator is for the emulator, whatever target is set', async () => {
  const { code, output } = await command(['plan', 'smoke', '--emulator'], { ROPC_BASE_URL: 'https://tenant.example' });
  expect([code, output]).toEqual([0, expect.stringContaining('profile smoke against http://127.0.0.1:9000/')]);
});

test('plan prints rates, lengths and gates, and sends nothing', async () => {
  const { code, output } = await command(['plan', 'smoke']);
  expect(code, output).toBe(0);
  for (const text of ['warm-up', 'steady', 'sign-in/s', 'length 25s', 'refresh p(95) within 400 ms']) expect(output).toContain(text);
});
