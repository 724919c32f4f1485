// The second half of npm run bench: the rate that the emulator signs people in at, beside what the machine can sign at all.

import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { size } from './size.mjs';

const SECONDS = size(4, 1);
const CONNECTIONS = 50;
const CLIENT = 'bef22d56-552f-4a5b-b90a-1988a7d634ce';
const PATH = '/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token';

/** The demo pool's password of a user, as lib/core/pool.ts makes it. */
function formOf(index) {
  const digest = createHmac('sha256', 'k6-ropc-demo-pool-secret').update(`password:demo:${index}`).digest('base64url');
  const pick = (letters, at) => letters[digest.charCodeAt(at) % letters.length];
  const head = pick('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 0) + pick('abcdefghijklmnopqrstuvwxyz', 1) + pick('0123456789', 2);
  const username = `ropc-${String(index).padStart(8, '0')}@example.com`;
  const password = head + digest.slice(3, 19);
  return new URLSearchParams({
    grant_type: 'password',
    client_id: CLIENT,
    scope: `openid ${CLIENT} offline_access`,
    username,
    password,
  }).toString();
}

function post(port, agent, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': body.length };
    const sent = request({ port, path: PATH, method: 'POST', agent, headers }, (answer) =>
      answer.resume().once('end', () => resolve(answer.statusCode)),
    );
    sent.once('error', reject).end(body);
  });
}

const child = spawn(process.execPath, [fileURLToPath(new URL('../dist/emulator.mjs', import.meta.url)), '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const url = await new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
try {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const end = performance.now() + SECONDS * 1000;
  let granted = 0;
  let index = 0;
  const work = async () => {
    while (performance.now() < end) if ((await post(new URL(url).port, agent, formOf(index++ % 8_000))) === 200) granted += 1;
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  agent.destroy();
  if (granted === 0) throw new Error('the emulator granted nothing');
  const rate = granted / SECONDS;
  console.log(
    `emulator: ${rate.toFixed(0)} sign-ins/s at ${CONNECTIONS} connections, two RS256 signatures each (client on the same ${availableParallelism()} cores)`,
  );
  const { stdout } = spawnSync('openssl', ['speed', '-seconds', String(size(2, 1)), '-multi', String(availableParallelism()), 'rsa2048'], {
    encoding: 'utf8',
  });
  const signs = Number(/rsa\s+2048 bits\s+\S+\s+\S+\s+([\d.]+)/.exec(stdout ?? '')?.[1]);
  if (signs > 0)
    console.log(
      `openssl:  ${signs.toFixed(0)} signatures/s on all cores; the emulator makes ${((2 * rate) / signs).toFixed(2)} times that`,
    );
} finally {
  child.kill();
}
