import { sleep } from 'k6';
import { phaseAt } from '../core/plan/phase.js';
import type { LoadOperation } from '../core/plan/profile.js';
import type { Sending } from './brief.js';
import { exec } from './execution.js';

/** When an iteration sends. */
export interface Arrival {
  /** Waits for a part of the time over which requests of this operation are spread. */
  holdBack(op: LoadOperation): void;
  /** Name of the phase that the load is in. */
  phaseNow(): string;
}

export function createArrival({ phases, spread }: Pick<Sending, 'phases' | 'spread'>): Arrival {
  let startTime: number | undefined;
  return {
    holdBack: (op) => {
      const longest = spread[op];
      if (longest) sleep(Math.random() * longest);
    },
    phaseNow: () => {
      startTime ??= exec.scenario.startTime;
      return phaseAt(phases, Date.now() - startTime).name;
    },
  };
}
