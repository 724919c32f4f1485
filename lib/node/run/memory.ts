import { freemem } from 'node:os';
import type { Plan } from '../../core/plan/plan.js';

// MB, measured with smoke, as it is (185 for 113 virtual users) and at ten times its rates (821 for 975), and a tenth more.
const K6_ITSELF = 70;
const VIRTUAL_USER = 0.8;
const WITNESS = 0.5;

/** MB that k6 takes with the virtual users that this runner begins with; a witness holds the whole contract. */
export function memoryNeeded({ operations, segment }: Pick<Plan, 'operations' | 'segment'>): number {
  let needed = 0;
  for (const { name, preAllocatedVUs, verifyEvery } of operations) {
    needed += VIRTUAL_USER * preAllocatedVUs;
    if (name !== 'failed-sign-in' && verifyEvery > 0) needed += (WITNESS * preAllocatedVUs) / verifyEvery;
  }
  return Math.round(K6_ITSELF + needed / (segment?.of ?? 1));
}

/** MB that there are: of the machine, or of what its container is limited to. Only Linux tells what could be had. */
export function memoryThere(): number {
  if (process.platform !== 'linux') return Number.POSITIVE_INFINITY;
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.round(Math.min(freemem(), limit) / 1e6);
}

/**
 * A variable that makes k6, which is written in Go, collect its garbage more often where memory gets short: the system ends what takes
 * more than there is, and a night is lost.
 *
 * @param there MB
 */
export function memoryLimit(there: number): NodeJS.ProcessEnv {
  return Number.isFinite(there) ? { GOMEMLIMIT: `${Math.round(there * 0.9)}000000` } : {};
}

/** What to do where a load may not fit; undefined where it does. */
export function memoryNote(needed: number, there: number): string | undefined {
  if (needed <= there) return undefined;
  return (
    `k6 may need ${needed} MB of memory and ${there} MB are free: to stay below it takes CPU from the load, and a target that answers late ` +
    'makes it more. Take a larger machine, several runners (--segment), or lower rates (--scale-rate).'
  );
}
