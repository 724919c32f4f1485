// The second half of npm run bench: the rate that the emulator signs people in at, beside what the machine can sign at all.

import { spawn, spawnSync } from 'node:child_process';
import { Agent, request } from 'node:http';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { size } from './size.mjs';

const SECONDS = size(4, 1);
const CONNECTIONS = 50;
const CLIENT = 'bef22d56-552f-4a5b-b90a-1988a7d634ce';
const PATH = '/yourtenant.onmicrosoft.com/B2C_1_ROPC_Auth/oauth2/v2.0/token';

const BIN = fileURLToPath(new URL('../dist/k6-ropc.mjs', import.meta.url));

/** Sign-in forms of the demo pool's first users. */
function formsOf(users) {
  const { stdout } = spawnSync(process.execPath, [BIN, 'pool', 'export', '--format', 'ndjson', '--users', String(users)], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { username, password } = JSON.parse(line);
      const scope = `openid ${CLIENT} offline_access`;
      return new URLSearchParams({ grant_type: 'password', client_id: CLIENT, scope, username, password }).toString();
    });
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

const FORMS = formsOf(8_000);
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
    while (performance.now() < end) if ((await post(new URL(url).port, agent, FORMS[index++ % FORMS.length])) === 200) granted += 1;
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
