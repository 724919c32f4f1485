import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** How the generator fared, as far as the system tells. */
export interface Health {
  /** Cores that k6 kept busy: on average, and in its busiest second. */
  cpuMean: number;
  cpuMax: number;
  /** Cores that there are. */
  cores: number;
  /** Share of the seconds in which k6 had next to all of them. */
  busyShare: number;
  /** Peak memory of k6, in MB. */
  memoryMb: number;
}

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

function peakMemoryMb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Watches a process; each call of `sample` counts the time since the one before. Tells nothing where there is no /proc. */
export function watchHealth(pid: number): { sample(): void; health(): Health | undefined } {
  const cores = availableParallelism();
  const used: number[] = [];
  let before = { at: performance.now(), cpu: cpuSeconds(pid) };
  let memoryMb = 0;
  return {
    sample: () => {
      const now = { at: performance.now(), cpu: cpuSeconds(pid) };
      memoryMb = Math.max(memoryMb, peakMemoryMb(pid));
      if (now.cpu !== undefined && before.cpu !== undefined) used.push((now.cpu - before.cpu) / ((now.at - before.at) / 1000));
      before = now;
    },
    health: () => {
      if (used.length === 0) return undefined;
      const cpuMean = used.reduce((sum, value) => sum + value, 0) / used.length;
      const busyShare = used.filter((value) => value > BUSY * cores).length / used.length;
      return { cpuMean, cpuMax: Math.max(...used), cores, busyShare, memoryMb };
    },
  };
}
