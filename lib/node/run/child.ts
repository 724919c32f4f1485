import { type ChildProcess, spawnSync } from 'node:child_process';

const children = new Set<ChildProcess>();

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// A signal that nobody else takes ends this process, and its children first.
function endBy(signal: (typeof SIGNALS)[number]): void {
  if (process.listenerCount(signal) > 1) return;
  killAll();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

/** Ends a child when this process ends, by itself or by a signal that can be taken (SIGKILL cannot), so that none is left behind. */
export function ownChild(child: ChildProcess): void {
  watchThisProcess();
  children.add(child);
  child.once('exit', () => children.delete(child));
}

let watching = false;

function watchThisProcess(): void {
  if (watching) return;
  watching = true;
  process.on('exit', killAll);
  for (const signal of SIGNALS) process.on(signal, () => endBy(signal));
}

const SETPRIV = '/usr/bin/setpriv';

/**
 * A command line for a program that gets SIGINT when this process is gone, however that came: a SIGKILL cannot be taken, and k6 would go on
 * with its load. Where the system has no such thing (it is Linux's) the program itself.
 */
export function endedWithThis(program: string): [program: string, ...before: string[]] {
  const { stdout } = spawnSync(SETPRIV, ['--help'], { encoding: 'utf8' });
  return stdout?.includes('--pdeathsig') ? [SETPRIV, '--pdeathsig', 'INT', program] : [program];
}

/** Resolves with the exit code; null where a signal ended the child. */
export function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
}
