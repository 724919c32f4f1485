// The fourth part of npm run bench: what a million users cost k6, made up from an index, and the usual ways beside it.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { K6 } from './k6.mjs';
import { size } from './size.mjs';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const USERS = size(1_000_000, 10_000);

function run(script, settings) {
  const variables = Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const child = spawn(K6, ['run', '--quiet', '--no-usage-report', ...variables, script], { stdio: 'ignore' });
  const begun = performance.now();
  let peak = 0;
  const timer = setInterval(() => {
    try {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
    } catch {}
  }, 10);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearInterval(timer);
      resolve({ code, seconds: (performance.now() - begun) / 1000, peak });
    });
  });
}

const folder = await mkdtemp(join(tmpdir(), 'k6-ropc-pool-'));
try {
  const rows = Array.from({ length: USERS }, (_, i) => `ropc-${String(i).padStart(8, '0')}@example.com,Qw7NvFKOKA1iqm-q4SU`);
  await writeFile(join(folder, 'users.csv'), `username,password\n${rows.join('\n')}\n`);
  const options = 'export const options = { vus: 1, iterations: 1 };';
  const csv = `import csv from 'k6/experimental/csv';\nimport { open as openFile } from 'k6/experimental/fs';\nconst rows = await csv.parse(await openFile('${folder}/users.csv'), {});\n`;
  const shared = `import { SharedArray } from 'k6/data';\nconst rows = new SharedArray('users', () => open('${folder}/users.csv').split('\\n'));\n`;
  for (const [name, text] of Object.entries({ csv, shared }))
    await writeFile(
      join(folder, `${name}.js`),
      `${text}${options}\nexport default () => { if (rows.length < 3) throw new Error('none'); };\n`,
    );
  // Nothing listens on port 9: what is measured is the start, and a second of requests that are refused at once.
  const load = { ROPC_BASE_URL: 'http://127.0.0.1:9', ROPC_SIGN_IN_RATE: '30', ROPC_DURATION: '1s', ROPC_WARM_UP: '100ms' };
  // k6 exits with 99 where gates broke, as they do where nobody listens.
  const cases = [
    {
      name: 'made up, 200 users',
      script: join(DIST, 'sign-in.js'),
      settings: { ...load, ROPC_USERS: '200', ROPC_ACCEPT_RISK: 'users' },
      ends: 99,
    },
    { name: `made up, ${USERS} users`, script: join(DIST, 'sign-in.js'), settings: { ...load, ROPC_USERS: String(USERS) }, ends: 99 },
    { name: `csv.parse, ${USERS} users`, script: join(folder, 'csv.js'), settings: {}, ends: 0 },
    { name: `SharedArray, ${USERS} users`, script: join(folder, 'shared.js'), settings: {}, ends: 0 },
  ];
  for (const { name, script, settings, ends } of cases) {
    const { code, seconds, peak } = await run(script, settings);
    if (code !== ends) throw new Error(`${name}: k6 exited with ${code}, not with ${ends}`);
    console.log(`${name.padEnd(30)} ${seconds.toFixed(1).padStart(5)} s  ${peak.toFixed(0).padStart(5)} MB`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
