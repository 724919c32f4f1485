import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { exitCode, ownChild } from './child.js';
import { DIST } from './paths.js';
import { progressBar } from './terminal.js';

export interface K6Run {
  program: string;
  /** Name of the bundle in dist/. */
  bundle: string;
  /** ROPC_* settings; they go into k6's environment, never onto its command line. */
  settings: Record<string, string>;
  samples: string;
  log: string;
  /** What the progress bar says, and how long it will take, in ms. */
  label: string;
  length: number;
  /** What goes on at a moment of the run, for the bar. */
  note?: (elapsed: number) => string;
}

export interface K6Result {
  /** null where a signal ended k6. */
  code: number | null;
  interrupted: boolean;
}

/**
 * Runs a bundle and waits for its end. Ctrl-C is passed on once, so that k6 ends the run in order and keeps its samples.
 *
 * @throws Error where k6 cannot be started
 */
export async function runK6(run: K6Run): Promise<K6Result> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ROPC_')));
  const arguments_ = ['run', '--quiet', '--no-color', '--out', `csv=${run.samples}`, join(DIST, `${run.bundle}.js`)];
  const child = spawn(run.program, arguments_, {
    env: { K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false', ...environment, ...run.settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  ownChild(child);
  const log = createWriteStream(run.log);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });

  let interrupted = false;
  const interrupt = () => {
    child.kill(interrupted ? 'SIGKILL' : 'SIGINT');
    if (!interrupted) console.error('\nstopping: the run is reported as far as it got (again to stop at once)');
    interrupted = true;
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const start = Date.now();
  const bar = progressBar(run.label, run.length);
  const timer = setInterval(() => {
    const elapsed = Date.now() - start;
    bar.update(Math.min(elapsed, run.length), run.note?.(elapsed));
  }, 1_000);
  try {
    const code = await exitCode(child);
    if (code === 0 || code === 99) bar.update(run.length, 'done');
    return { code, interrupted };
  } finally {
    clearInterval(timer);
    bar.stop();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await new Promise((resolve) => log.end(resolve));
  }
}
