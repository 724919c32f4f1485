import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UsageError } from '../../core/usage-error.js';
import { DIST } from '../paths.js';
import { type Progress, progressBar } from '../terminal.js';
import { endedWithThis, exitCode, ownChild } from './child.js';
import { type Health, watchHealth } from './health.js';
import { k6Environment, sampleOutput } from './k6-environment.js';
import { lastError, withoutQuotes } from './k6-log.js';
import { freePort, type LiveNumbers, liveNumbers } from './live.js';
import { memoryLimit, memoryThere } from './memory.js';

export interface K6Run {
  program: string;
  /** Name of the bundle in dist/. */
  bundle: string;
  /** ROPC_* settings; they go into k6's environment, never onto its command line. */
  settings: Record<string, string>;
  samples: string;
  log: string;
  progress: {
    label: string;
    /** All that is to be done: ms, or contract cases. */
    total: number;
    /**
     * How far the run is, and what goes on.
     *
     * @param elapsed ms since its start
     * @param numbers undefined where k6 does not tell
     * @param got answers a second, since the last time
     */
    at: (elapsed: number, numbers: LiveNumbers | undefined, got: number) => { done: number; note: string };
  };
  /** More outputs, as K6_OUT names them. */
  outputs?: string | undefined;
  /** More of k6's own options, as they were typed. */
  more?: readonly string[];
}

export interface K6Result {
  /** null where a signal ended k6. */
  code: number | null;
  interrupted: boolean;
  /** When k6 was started and had ended, in seconds since the epoch; runs of earlier versions do not tell. */
  span?: { from: number; to: number };
  /** The last error that k6 wrote, where it did not come to its end. */
  said?: string;
  health?: Health;
}

/** Says once that npm, which started this, is gone: it ends by a signal and hands none on. What a shell left behind may go on. */
function createNpmWatch(): () => boolean {
  const parent = process.ppid;
  let isSaid = process.env.npm_command === undefined;
  return () => {
    if (isSaid || process.ppid === parent) return false;
    isSaid = true;
    return true;
  };
}

/** Keeps the bar, the rates and the generator's health up to date, once a second. */
function watch(run: K6Run, child: ChildProcess, port: number, bar: Progress, interrupt: () => void): { stop: () => Health | undefined } {
  const start = Date.now();
  const watched = watchHealth(child.pid as number);
  let before = { at: start, answers: 0 };
  const npmIsGone = createNpmWatch();
  const timer = setInterval(async () => {
    watched.sample();
    if (npmIsGone()) interrupt();
    const elapsed = Date.now() - start;
    const numbers = await liveNumbers(port);
    // What is not answered keeps the count that was known, so that the next answer says what came since.
    const now = numbers ? { at: Date.now(), answers: numbers.answers } : before;
    const got = numbers ? ((now.answers - before.answers) / (now.at - before.at)) * 1000 : 0;
    before = now;
    const { done, note } = run.progress.at(elapsed, numbers, got);
    bar.update(done, note);
  }, 1_000);
  return {
    stop: () => {
      clearInterval(timer);
      return watched.health();
    },
  };
}

// A terminal that is closed stops a run as Ctrl-C does.
const STOP = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const LONGEST_TAIL = 4_000;

/**
 * Runs a bundle and waits for its end. Ctrl-C is passed on once, so that k6 ends the run in order and keeps its samples.
 *
 * @throws UsageError where k6 cannot be started, or its log cannot be written
 */
export async function runK6(run: K6Run): Promise<K6Result> {
  const port = await freePort();
  const output = sampleOutput(run.outputs, run.more ?? []);
  const own = ['run', '--quiet', '--no-color', '--address', `127.0.0.1:${port}`, ...output.options];
  const arguments_ = [...own, ...(run.more ?? []), join(DIST, `${run.bundle}.js`)];
  const from = Math.floor(Date.now() / 1000);
  const [program, ...before] = endedWithThis(run.program);
  const child = spawn(program, [...before, ...arguments_], {
    // The file by a variable: in an argument, `=` in its path would be read as k6's own.
    env: {
      ...memoryLimit(memoryThere()),
      ...k6Environment(process.env),
      ...output.variables,
      ...run.settings,
      K6_CSV_FILENAME: run.samples,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  ownChild(child);
  const log = createWriteStream(run.log);
  let unwritable: Error | undefined;
  log.on('error', (error) => {
    unwritable ??= error;
    child.kill('SIGINT');
  });
  child.stdout.pipe(log, { end: false });
  let tail = '';
  createInterface({ input: child.stderr }).on('line', (raw) => {
    const line = `${withoutQuotes(raw)}\n`;
    if (!unwritable) log.write(line);
    tail = `${tail}${line}`.slice(-LONGEST_TAIL);
  });

  let interrupted = false;
  const interrupt = () => {
    child.kill(interrupted ? 'SIGKILL' : 'SIGINT');
    if (!interrupted) console.error('\nstopping: the run is reported as far as it got (again to stop at once)');
    interrupted = true;
  };
  for (const signal of STOP) process.on(signal, interrupt);
  const bar = progressBar(run.progress.label, run.progress.total);
  const watching = watch(run, child, port, bar, interrupt);
  try {
    const code = await exitCode(child);
    if (unwritable) throw new UsageError([`${run.log} cannot be written (${unwritable.message}): make room, and run again.`]);
    if (code === 0 || code === 99) bar.update(run.progress.total, 'done');
    const health = watching.stop();
    const said = code === 0 || code === 99 ? undefined : lastError(tail);
    const span = { from, to: Math.ceil(Date.now() / 1000) };
    return { code, interrupted, span, ...(health && { health }), ...(said && { said }) };
  } finally {
    watching.stop();
    bar.stop();
    for (const signal of STOP) process.off(signal, interrupt);
    if (!unwritable) await new Promise((resolve) => log.end(resolve));
  }
}
