import type { ExperimentName } from '../../core/experiments/catalogue.js';
import type { Brief } from '../brief.js';
import { countException } from '../metrics.js';
import { createSession } from '../session.js';
import { type Bench, createBench } from './bench.js';
import { enumeration } from './enumeration.js';
import { spray, stuffing } from './guessing.js';
import { lockout } from './lockout.js';
import { parallel } from './parallel.js';
import { throttling } from './throttling.js';

/** Each experiment that one virtual user can carry out; `collateral` is a load. */
const RUNS: Record<Exclude<ExperimentName, 'collateral'>, (bench: Bench) => void> = {
  lockout,
  parallel,
  spray,
  stuffing,
  enumeration,
  throttling,
};

/** One experiment after the other. One that throws is counted, and the rest go on. @param given what setup() returned */
export function guardedExperiments(given: string): void {
  const brief = JSON.parse(given) as Brief;
  const bench = createBench(
    brief,
    createSession(() => brief),
  );
  for (const name of brief.experiments) {
    if (name === 'collateral') continue;
    bench.begin();
    try {
      RUNS[name](bench);
    } catch (error) {
      countException(error);
    }
  }
}
