import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { coreLimit, throttledSeconds } from './cgroup.js';

/** How the generator fared, as far as the system tells. */
export interface Health {
  /** Cores that k6 kept busy: on average, and in its busiest second. */
  cpuMean: number;
  cpuMax: number;
  /** Cores that it may use: those of the machine, or what its container is limited to. */
  cores: number;
  /** Share of the seconds in which k6 used nearly all of them, or was kept waiting for one. */
  busyShare: number;
  /** Peak memory of k6, in MB. */
  memoryMb: number;
}

/** Seconds a second that k6's threads may wait for a core, of each core, or be held back by a container's limit. */
const WAITING = 1.5;
const THROTTLED = 0.1;
/** Above this share of all cores there is no telling who was slow, the target or k6. */
const BUSY = 0.85;
/** A generator that was busy in more of its seconds than this was the bottleneck. */
export const BUSY_SHARE_ALLOWED = 0.2;
const TICKS_PER_SECOND = 100;

function cpuSeconds(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

/** Seconds that the threads of a process were ready to run, and had no core; those that ended meanwhile are left out. */
function waitedSeconds(pid: number): number {
  let sum = 0;
  for (const thread of threadsOf(pid)) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[1]);
    } catch {}
  }
  return sum / 1e9;
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function peakMemoryMb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

interface Moment {
  at: number;
  cpu: number | undefined;
  waited: number;
  throttled: number;
}

const momentOf = (pid: number): Moment => ({
  at: performance.now(),
  cpu: cpuSeconds(pid),
  waited: waitedSeconds(pid),
  throttled: throttledSeconds(pid),
});

/** Watches a process; each call of `sample` counts the time since the one before. Tells nothing where there is no /proc. */
export function watchHealth(pid: number): { sample(): void; health(): Health | undefined } {
  let cores = availableParallelism();
  const used: number[] = [];
  let busy = 0;
  let before = momentOf(pid);
  let memoryMb = 0;
  return {
    sample: () => {
      const now = momentOf(pid);
      cores = Math.min(cores, coreLimit(pid) ?? cores);
      memoryMb = Math.max(memoryMb, peakMemoryMb(pid));
      if (now.cpu !== undefined && before.cpu !== undefined) {
        const seconds = (now.at - before.at) / 1000;
        const share = (now.cpu - before.cpu) / seconds;
        used.push(share);
        // A thread that ended takes its waiting time with it.
        const waiting = Math.max(0, now.waited - before.waited) / seconds;
        const throttled = (now.throttled - before.throttled) / seconds;
        if (share > BUSY * cores || waiting > WAITING * cores || throttled > THROTTLED) busy += 1;
      }
      before = now;
    },
    health: () => {
      if (used.length === 0) return undefined;
      const cpuMean = used.reduce((sum, value) => sum + value, 0) / used.length;
      return { cpuMean, cpuMax: Math.max(...used), cores, busyShare: busy / used.length, memoryMb };
    },
  };
}
