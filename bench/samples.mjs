// The third part of npm run bench: from the samples of a million requests to verdict and reports.

import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { size } from './size.mjs';

const BIN = fileURLToPath(new URL('../dist/k6-ropc.mjs', import.meta.url));
const PROVIDER = JSON.parse(readFileSync(new URL('../data/providers/b2c.json', import.meta.url), 'utf8'));
const SECONDS = 3_600;
const REQUESTS = size(1_000_000, 10_000);
const OPS = ['sign-in', 'refresh', 'failed-sign-in'];
const TIMES = ['http_reqs', 'http_req_duration', 'http_req_sending', 'http_req_waiting', 'http_req_receiving', 'http_req_failed'];
// Nothing, where a virtual user has its connection already.
const CONNECTING = ['http_req_blocked', 'http_req_connecting', 'http_req_tls_handshaking'];

/** Fourteen lines a request, as k6 writes them. */
function* lines(start) {
  yield 'metric_name,timestamp,metric_value,error_code,scenario,status,extra_tags,metadata\n';
  let state = 1;
  for (let i = 0; i < REQUESTS; i++) {
    const op = OPS[i % 3];
    const outcome = op === 'failed-sign-in' ? 'rejected-as-expected' : 'ok';
    const at = start + Math.floor((i / REQUESTS) * SECONDS);
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const ms = (5 + (state / 4_294_967_296) ** 4 * 300).toFixed(6);
    const tags = i % 2 ? `op=${op}&phase=steady&outcome=${outcome}` : `phase=steady&outcome=${outcome}&op=${op}`;
    let text = '';
    for (const name of TIMES) text += `${name},${at},${ms},,${op},200,op=${op},\n`;
    for (const name of CONNECTING) text += `${name},${at},0.000000,,${op},200,op=${op},\n`;
    text += `ropc_duration,${at},${ms},,${op},,${tags},\nropc_responses,${at},1.000000,,${op},,${tags},\nropc_errors,${at},0.000000,,${op},,op=${op}&phase=steady,\n`;
    yield `${text}iteration_duration,${at},${ms},,${op},,,\niterations,${at},1.000000,,${op},,,\n`;
  }
}

function run(args, cwd) {
  const child = spawn('/usr/bin/env', ['node', ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let peak = 0;
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const timer = setInterval(() => {
    try {
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
    } catch {}
  }, 20);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearInterval(timer);
      resolve({ code, output, peak });
    });
  });
}

const folder = await mkdtemp(join(tmpdir(), 'k6-ropc-samples-'));
try {
  const start = Math.floor(Date.now() / 1000) - SECONDS;
  const gzip = createGzip({ level: 1 });
  const file = gzip.pipe(createWriteStream(join(folder, 'samples.csv.gz')));
  for (const text of lines(start)) if (!gzip.write(text)) await new Promise((resolve) => gzip.once('drain', resolve));
  gzip.end();
  await new Promise((resolve) => file.once('close', resolve));
  const phases = [{ name: 'steady', measured: true, start: 0, length: SECONDS * 1000, from: {}, to: {} }];
  const gates = OPS.map((op) => ({
    metric: 'ropc_duration',
    tags: { op, phase: 'steady', outcome: op === 'failed-sign-in' ? 'rejected-as-expected' : 'ok' },
    statistic: 'p(99)',
    comparison: '<',
    limit: 800,
    blame: 'target',
    meaning: `${op} p(99) within 800 ms (steady)`,
  }));
  const plan = {
    profile: 'bench',
    phases,
    gates,
    operations: OPS.map((name) => ({ name, slo: { p95: 500, p99: 800, errors: 0.01 } })),
    experiments: [],
    length: SECONDS * 1000,
  };
  const target = { tokenUrl: 'http://127.0.0.1/', clientId: 'bench' };
  const record = {
    id: 'bench',
    startedAt: new Date(start * 1000).toISOString(),
    profile: 'bench',
    target,
    provider: PROVIDER,
    k6: 'none',
    rules: [],
    again: '',
    load: { plan, ended: { code: 0, interrupted: false } },
  };
  await writeFile(join(folder, 'plan.json'), JSON.stringify(record));
  for (let round = 0; round < 3; round++) {
    const begun = performance.now();
    const { code, output, peak } = await run([BIN, 'report', folder], folder);
    if (code !== 0) throw new Error(output);
    console.log(
      `report: ${((performance.now() - begun) / 1000).toFixed(2)} s and ${peak.toFixed(0)} MB for ${REQUESTS} requests, ${REQUESTS * 14} lines`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
