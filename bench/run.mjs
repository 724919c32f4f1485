// npm run bench: what validation costs the generator, as ratios measured side by side in one run.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inFunction } from '../tools/module-parts.mjs';
import { K6 } from './k6.mjs';
import { size } from './size.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const SCRIPTS = ['bare', 'parsed', 'validated', 'iteration', 'ajv-at-run-time'];
const ROUNDS = size(5, 1);
// So many that starting k6 is a hundredth of it.
const ITERATIONS = size(50_000, 500);
const CROWD = size(1_000, 20);

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function startServer() {
  const server = spawn(process.execPath, [join(HERE, 'server.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve) => createInterface({ input: server.stdout }).once('line', resolve));
  return { url, stop: () => server.kill() };
}

/** CPU seconds (user and system, from the shell's `times`) and peak memory (VmHWM) of one k6 run. */
async function measure(folder, url, script, load) {
  const env = { ...process.env, ROPC_BASE_URL: url, ...load };
  const shell = spawn(
    '/bin/sh',
    ['-c', `"${K6}" run --quiet --no-usage-report --summary-mode=disabled "${join(folder, `${script}.js`)}" >&2; echo "exit $?"; times`],
    { env },
  );
  let output = '';
  let errors = '';
  shell.stdout.on('data', (chunk) => {
    output += chunk;
  });
  shell.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  let memory = 0;
  const timer = setInterval(() => {
    try {
      const [child] = readFileSync(`/proc/${shell.pid}/task/${shell.pid}/children`, 'utf8').split(' ');
      memory = Math.max(memory, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1] ?? 0));
    } catch {}
  }, 20);
  await new Promise((resolve) => shell.once('close', resolve));
  clearInterval(timer);
  // An exception does not fail a run.
  if (!output.startsWith('exit 0') || errors.includes('level=error')) throw new Error(`${script} failed: ${output}${errors}`);
  const [, user, system] = /\n(\S+) (\S+)\s*$/.exec(output);
  const seconds = (text) => Number(text.split('m')[0]) * 60 + Number.parseFloat(text.split('m')[1]);
  return { cpu: seconds(user) + seconds(system), memory };
}

const folder = await mkdtemp(join(tmpdir(), 'k6-ropc-bench-'));
const server = await startServer();
try {
  const { outputFiles } = await build({
    entryPoints: SCRIPTS.map((name) => join(HERE, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['k6', 'k6/*'],
    target: 'es2022',
    minifySyntax: true,
    logLevel: 'error',
    write: false,
  });
  // As build.mjs makes bundles; only a whole iteration awaits something, its pool.
  for (const { path, text } of outputFiles) await writeFile(path, inFunction(path, text, path.endsWith('iteration.js')));
  const load = { BENCH_VUS: '10', BENCH_ITERATIONS: String(ITERATIONS) };
  const cpu = Object.fromEntries(SCRIPTS.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of SCRIPTS) cpu[name].push(((await measure(folder, server.url, name, load)).cpu / ITERATIONS) * 1e6);
    console.error(`round ${round + 1} of ${ROUNDS} done`);
  }
  console.log(`CPU of k6 per iteration, 10 VUs, ${ITERATIONS} iterations, medians of ${ROUNDS} rounds side by side`);
  console.log('  signatures are verified as often as the plan has it at 5,000 answers a second (bench/brief.ts)');
  for (const name of SCRIPTS) {
    // Of each round by itself, so that a slow minute of the machine is everybody's.
    const ratio = median(cpu[name].map((used, round) => used / cpu.bare[round]));
    console.log(`  ${name.padEnd(18)} ${median(cpu[name]).toFixed(0).padStart(5)} us   ${ratio.toFixed(2)} times bare`);
  }
  const crowd = { BENCH_VUS: String(CROWD), BENCH_ITERATIONS: String(20 * CROWD) };
  const crowded = process.env.BENCH_ALL ? SCRIPTS : ['bare', 'validated', 'iteration'];
  const memory = Object.fromEntries(crowded.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const name of crowded) memory[name].push((await measure(folder, server.url, name, crowd)).memory / 1024);
  console.log(`peak memory of k6 at ${CROWD} VUs, medians of ${ROUNDS} rounds side by side`);
  for (const name of crowded) {
    const ratio = median(memory[name].map((used, round) => used / memory.bare[round]));
    console.log(`  ${name.padEnd(18)} ${median(memory[name]).toFixed(0).padStart(5)} MB   ${ratio.toFixed(2)} times bare`);
  }
} finally {
  server.stop();
  await rm(folder, { recursive: true, force: true });
}
