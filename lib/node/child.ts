import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();

/** Ends a child when this process ends, however it ends, so that none is left behind. */
export function ownChild(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Resolves with the exit code; null where a signal ended the child. */
export function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
}
