import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = '/sys/fs/cgroup';

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The folders of a process's CPU controller and of what it is within, innermost first; cgroup v2, or v1. */
function foldersOf(pid: number): { folders: string[]; version: 1 | 2 } {
  const lines = read(`/proc/${pid}/cgroup`)?.split('\n') ?? [];
  const old = lines.map((line) => /^\d+:([^:]*\bcpu\b[^:]*):(.*)$/.exec(line)).find((found) => found !== null);
  const path = old?.[2] ?? lines.map((line) => /^0::(.*)$/.exec(line)?.[1]).find((found) => found !== undefined) ?? '/';
  const base = old ? join(ROOT, old[1] as string) : ROOT;
  const folders: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    folders.push(join(base, at));
    if (at === '/' || at === '.') return { folders, version: old ? 1 : 2 };
  }
}

/** Cores of "15000 100000"; undefined of "max 100000", and of -1, which is none in v1. */
export function coresOf(text: string): number | undefined {
  const [quota, period] = text.trim().split(/\s+/).map(Number);
  return quota !== undefined && period !== undefined && quota > 0 && period > 0 ? quota / period : undefined;
}

function quotaIn(folder: string, version: 1 | 2): number | undefined {
  if (version === 2) return coresOf(read(join(folder, 'cpu.max')) ?? '');
  return coresOf(`${read(join(folder, 'cpu.cfs_quota_us'))} ${read(join(folder, 'cpu.cfs_period_us'))}`);
}

/** Cores that a process may use by its control groups, as of a container with a CPU limit; undefined without a limit. */
export function coreLimit(pid: number): number | undefined {
  const { folders, version } = foldersOf(pid);
  const limits = folders.map((folder) => quotaIn(folder, version)).filter((limit) => limit !== undefined);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** The time in a cpu.stat for which a group was held back, in the unit of its version: microseconds in v2, nanoseconds in v1. */
export function throttledOf(stat: string): number {
  return Number(/^throttled_(?:usec|time) (\d+)/m.exec(stat)?.[1] ?? 0);
}

/** Seconds for which a process was held back by such a limit, since it is in the group. */
export function throttledSeconds(pid: number): number {
  const { folders, version } = foldersOf(pid);
  return Math.max(...folders.map((folder) => throttledOf(read(join(folder, 'cpu.stat')) ?? ''))) / (version === 2 ? 1e6 : 1e9);
}
