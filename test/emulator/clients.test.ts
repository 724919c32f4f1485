import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import demo from '../../data/pools/demo.json' with { type: 'json' };
import { hmac } from '../../emulator/directory.js';
import { DEMO_POOL_SECRET, type PoolDefinition, userAt } from '../../lib/core/pool.js';

const PROGRAM = fileURLToPath(new URL('../../dist/emulator.mjs', import.meta.url));
const CLIENTS = fileURLToPath(new URL('real-clients.mjs', import.meta.url));
const { username, password } = userAt(demo as PoolDefinition, DEMO_POOL_SECRET, hmac, 42);
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

// AppAuth-JS tells a refusal by its status alone.
const refusalOf = (name: string) => (name === 'AppAuth-JS' ? '400' : 'access_denied');

async function startProgram(...args: string[]): Promise<string[]> {
  const child = spawn(process.execPath, [PROGRAM, '--port', '0', '--issuer-of-host', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const lines: string[] = [];
  const wanted = args.includes('--https') ? 2 : 1;
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === wanted) break;
  }
  return lines;
}

async function runClient(name: string, baseUrl: string, caFile = ''): Promise<Record<string, unknown>> {
  const env = { ...process.env, ROPC_USERNAME: username, ROPC_PASSWORD: password, NODE_EXTRA_CA_CERTS: caFile };
  const { stdout } = await promisify(execFile)(process.execPath, [CLIENTS, name, baseUrl], { env });
  return JSON.parse(stdout) as Record<string, unknown>;
}

test.each(['openid-client', 'oauth4webapi', 'AppAuth-JS'])('%s signs in, refreshes and is refused over http', async (name) => {
  const [baseUrl = ''] = await startProgram();
  const { refused, expires, ...names } = await runClient(name, baseUrl);
  expect(names).toEqual({ name: 'User 42', refreshed: 'User 42' });
  expect([Number(expires), refused]).toEqual([3600, refusalOf(name)]);
});

test.each(['openid-client', 'oauth4webapi', 'AppAuth-JS', 'msal-node'])(
  '%s signs in, refreshes and is refused over https, with the CA file that the emulator prints',
  async (name) => {
    const [baseUrl = '', said = ''] = await startProgram('--https');
    const { refused, expires, ...names } = await runClient(name, baseUrl, said.split('NODE_EXTRA_CA_CERTS=')[1]);
    expect(names).toEqual({ name: 'User 42', refreshed: 'User 42' });
    expect([Number(expires), refused]).toEqual([3600, refusalOf(name)]);
  },
);
