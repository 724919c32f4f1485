import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import demo from '../../data/pools/demo.json' with { type: 'json' };
import { DEMO_POOL_SECRET, type PoolDefinition, userAt } from '../../lib/core/pool.js';
import { loadDisplayNames } from '../../lib/node/pool/display-name.js';
import { command, k6, outcomes, startEmulator, startEmulatorWith, temporaryFolder } from './harness.js';

const BIN = fileURLToPath(new URL('../../bin/k6-ropc.mjs', import.meta.url));
const POOL = demo as PoolDefinition;
const hmac = (key: string, message: string) => createHmac('sha256', key).update(message).digest('base64url');
const USERS = 5_000;
// But for one in a hundred, who are the emulator's own: federated and expired.
const MADE = 4_950;

function start(args: string[], cwd: string): { child: ChildProcess; code: Promise<number | null> } {
  const child = spawn(process.execPath, [BIN, ...args], { cwd, stdio: 'ignore' });
  return { child, code: new Promise((resolve) => child.once('close', resolve)) };
}

async function createdUsers(baseUrl: string): Promise<number> {
  const form = {
    grant_type: 'client_credentials',
    client_id: '66666666-6666-4666-8666-666666666666',
    client_secret: 'emulator-graph-secret',
    scope: 'x/.default',
  };
  const token = await fetch(`${baseUrl}/yourtenant.onmicrosoft.com/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  let count = 0;
  let next: string | undefined = `${baseUrl}/v1.0/users?$top=999`;
  while (next) {
    const page: { value: unknown[]; '@odata.nextLink'?: string } = (await (
      await fetch(next, { headers: { Authorization: `Bearer ${bearer}` } })
    ).json()) as never;
    count += page.value.length;
    next = page['@odata.nextLink'];
  }
  return count;
}

test('five thousand users are created through throttling and two kills, nobody is missing and nobody there twice, and all are swept', async () => {
  const { baseUrl } = await startEmulatorWith({ users: 'graph', graph: { writes: { count: 1_500, seconds: 1 } } });
  const folder = await temporaryFolder();
  const args = ['pool', 'provision', '--base-url', baseUrl, '--users', String(USERS), '--rate', '5000'];
  for (let kill = 1; kill <= 2; kill++) {
    const { child, code } = start(args, folder);
    const wanted = kill * 1_200;
    while ((await createdUsers(baseUrl)) < wanted) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGKILL');
    await code;
  }
  expect(await createdUsers(baseUrl)).toBeLessThan(MADE);
  expect(await start(args, folder).code).toBe(0);
  expect(await createdUsers(baseUrl)).toBe(MADE);
  const check = await command(['pool', 'check', '--base-url', baseUrl, '--users', String(USERS), '--rate', '50'], {}, undefined, folder);
  expect([check.code, check.output], check.output).toEqual([0, expect.stringContaining('20 of 20: signs in')]);
  const shown = await command(['pool', 'sweep', '--base-url', baseUrl, '--users', String(USERS)], {}, undefined, folder);
  expect(shown.output).toContain(`${MADE} users would be deleted: add --yes`);
  expect(await createdUsers(baseUrl)).toBe(MADE);
  const swept = await command(['pool', 'sweep', '--base-url', baseUrl, '--users', String(USERS), '--yes'], {}, undefined, folder);
  expect([swept.code, await createdUsers(baseUrl)], swept.output).toEqual([0, 0]);
});

test('users that somebody else made are not swept, but as orphans, when they are old enough', async () => {
  const { baseUrl } = await startEmulatorWith({ users: 'graph' });
  const folder = await temporaryFolder();
  const target = ['--base-url', baseUrl, '--users', '200'];
  expect((await command(['pool', 'provision', ...target, '--rate', '1000'], {}, undefined, folder)).code).toBe(0);
  const contract = await command(['contract', ...target]);
  expect(contract.code, contract.output).toBe(0);
  const other = await command(['pool', 'provision', ...target, '--rate', '1000']);
  expect(other.output).toContain('0 users created, 198 were there');
  const nothing = await command(['pool', 'sweep', ...target, '--yes'], {}, undefined, other.folder);
  expect(nothing.output).toContain('0 users deleted');
  expect((await command(['pool', 'sweep', ...target, '--orphans'], {}, undefined, other.folder)).output).toContain(
    '0 users would be deleted',
  );
  const orphans = await command(['pool', 'sweep', ...target, '--orphans', '--older-than', '0s', '--yes'], {}, undefined, other.folder);
  expect([orphans.output, await createdUsers(baseUrl)]).toEqual([expect.stringContaining('198 users deleted'), 0]);
});

test('Graph that refuses for want of a permission is told with the permission', async () => {
  const clients = [{ id: '66666666-6666-4666-8666-666666666666', secret: 'emulator-graph-secret', permissions: ['User.Read.All'] }];
  const { baseUrl } = await startEmulatorWith({ users: 'graph', graph: { clients } });
  const { code, output } = await command(['pool', 'provision', '--base-url', baseUrl, '--users', '200']);
  expect([code, output]).toEqual([2, expect.stringMatching(/Graph refuses: Insufficient privileges.*User\.ReadWrite\.All/)]);
});

test('pool check tells a user that is missing', async () => {
  const { baseUrl } = await startEmulatorWith({ users: 'graph' });
  const { code, output } = await command(['pool', 'check', '--base-url', baseUrl, '--sample', '2', '--rate', '50']);
  expect([code, output]).toEqual([1, expect.stringContaining('2 of 2: is missing')]);
});

test('pool show and export give the users that k6 signs in, names and all', async () => {
  const { username, password } = userAt(POOL, DEMO_POOL_SECRET, hmac, 3);
  const shown = await command(['pool', 'show', '3', '--passwords']);
  expect(shown.output).toContain(password);
  expect((await command(['pool', 'show', '3'])).output).not.toContain(password);
  const { folder, output } = await command(['pool', 'export', '--users', '200', '--format', 'ndjson', '--out', 'users.ndjson']);
  expect(output).toContain('this writes 200 passwords to users.ndjson');
  const line = readFileSync(join(folder, 'users.ndjson'), 'utf8').split('\n')[3] as string;
  expect(JSON.parse(line)).toEqual({ index: 3, cohort: 'honest', username, password, name: (await loadDisplayNames())(POOL, 3) });
});

test('an imported pool signs in, through k6 alone and through the command', async () => {
  const { baseUrl } = await startEmulator();
  const folder = await temporaryFolder();
  const file = join(folder, 'users.csv');
  const rows = Array.from({ length: 300 }, (_, i) => userAt(POOL, DEMO_POOL_SECRET, hmac, i)).map(
    ({ username, password }) => `"${username}",${password}`,
  );
  writeFileSync(file, `\ufeffusername,password\r\n${rows.join('\r\n')}\r\n`);
  const { code, broken, samples, output } = await k6('sign-in', { ROPC_BASE_URL: baseUrl, ROPC_POOL_FILE: file });
  expect([code, broken], output).toEqual([0, []]);
  expect(Object.keys(outcomes(samples, 'sign-in'))).toEqual(['ok']);
  const short = ['--scale-time', '0.2', '--scale-rate', '4', '--accept-risk', 'users'];
  const run = await command(['run', 'smoke', '--base-url', baseUrl, '--pool-file', file, ...short]);
  expect(run.code, run.output).toBe(0);
  expect(run.output).toContain('pool imported has no cohort lockout: failed-sign-in is left out.');
  const check = await command(['pool', 'check', '--base-url', baseUrl, '--pool-file', file, '--sample', '3', '--rate', '100']);
  expect([check.code, check.output]).toEqual([0, expect.stringContaining('3 of 3: signs in')]);
  const sweep = await command(['pool', 'sweep', '--base-url', baseUrl, '--pool-file', file]);
  expect([sweep.code, sweep.output]).toEqual([2, expect.stringContaining('this command works on a pool of data/pools')]);
  const attack = await command(['plan', 'failed-logins', '--base-url', baseUrl, '--pool-file', file]);
  expect([attack.code, attack.output]).toEqual([2, expect.stringContaining('pool imported has no cohort "lockout": it has honest.')]);
});

test.each([
  ['user,password\na,b\n', 'line 1: it must begin with "username,password"'],
  ['username,password\n\na,\n', 'line 3: password is missing'],
  ['username,password\na,b\n"A","c"\n', 'line 3: the same username as in line 2'],
  ['username,password\na,"canary\n', 'a quotation mark stands where CSV has none'],
  ['username,password\na,canary"b\n', 'line 2: a quotation mark stands where CSV has none'],
])('the imported pool %j is refused before anything is sent', async (text, problem) => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, 'p.csv'), text);
  const { code, output } = await command(['plan', 'smoke', '--pool-file', 'p.csv'], {}, undefined, folder);
  expect([code, output]).toEqual([2, expect.stringContaining(problem)]);
  expect(output).not.toContain('canary');
});

test('nothing that provisioning leaves behind or prints holds a secret', async () => {
  const canary = 'canary-pool-secret-77aa';
  const { baseUrl } = await startEmulatorWith({ users: 'graph' });
  const settings = { ROPC_POOL_SECRET: canary };
  const { folder, output, code } = await command(
    ['pool', 'provision', '--base-url', baseUrl, '--users', '200', '--rate', '1000'],
    settings,
  );
  expect(code, output).toBe(0);
  const passwords = Array.from({ length: 200 }, (_, i) => userAt({ ...POOL, size: 200 }, canary, hmac, i).password);
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      try {
        const bytes = readFileSync(join(folder, name));
        return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
      } catch {
        return '';
      }
    })
    .join('\n');
  expect(left.length).toBeGreaterThan(100);
  for (const secret of [canary, 'emulator-graph-secret', ...passwords]) expect(left + output).not.toContain(secret);
});

test("the pool secret comes from k6's secret source, where it is in no variable", async () => {
  const secret = 'a-secret-from-the-source';
  const { baseUrl } = await startEmulatorWith({}, 'false-rejection=0');
  const folder = await temporaryFolder();
  const file = join(folder, 'secrets');
  writeFileSync(file, `ROPC_POOL_SECRET=${secret}\n`);
  const { samples, output } = await k6('sign-in', { ROPC_BASE_URL: baseUrl }, { more: ['--secret-source', `file=${file}`] });
  // The emulator has the demo's secret, so every password is another.
  expect(Object.keys(outcomes(samples, 'sign-in')), output).toEqual(['false-rejection']);
  expect(output).not.toContain(secret);
});
