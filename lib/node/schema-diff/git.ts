import { spawnSync } from 'node:child_process';
import { ROOT } from '../paths.js';

/** @param folder a clone */
export const git = (args: readonly string[], folder = ROOT) =>
  spawnSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 64_000_000 });

/** Where this branch left another one, so that what was changed there meanwhile is not taken for its doing; else the commit itself. */
export function startOf(ref: string, folder = ROOT): string {
  const { status, stdout } = git(['merge-base', ref, 'HEAD'], folder);
  return status === 0 ? stdout.trim() : ref;
}
