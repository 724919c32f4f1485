import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../dist/emulator.mjs', import.meta.url));

function start(...args: string[]): { child: ChildProcess; said: Promise<string>; code: Promise<number | null> } {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, code, said: code.then(() => output) };
}

test('the emulator prints one line with its base URL when it is ready, and stops cleanly on SIGTERM', async () => {
  const { child, said, code } = start('--port', '0');
  const [line] = await Promise.all([
    new Promise<string>((resolve) => createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', resolve)),
  ]);
  const held = fetch(`${line}/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/discovery/v2.0/keys`);
  expect((await held).status).toBe(200);
  child.kill('SIGTERM');
  expect([await code, await said]).toEqual([0, `${line}\n`]);
});

test('a port that is taken is one line and exit 2', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { said, code } = start('--port', String(port));
  expect([await code, await said]).toEqual([2, `emulator: port ${port} is taken: choose another with --port, or 0 for any free one.\n`]);
  server.close();
});

test.each([
  [['--port', 'x'], 'It takes a whole number from 0 to 65535.'],
  [['--fault', 'sloow'], 'there is no fault "sloow": did you mean slow?'],
  [['--fault', 'slow@9-3'], '"@9-3" is no time'],
  [['--fault', 'slow=2'], 'the share is "2": it takes a number from 0 to 1'],
])('%j is wrong use: exit 2', async (args, text) => {
  const { said, code } = start(...args);
  expect([await code, await said]).toEqual([2, expect.stringContaining(text)]);
});
