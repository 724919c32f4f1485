import type { ExperimentName } from '../../core/experiments/catalogue.js';
import { type Handed, readHanded } from '../brief.js';
import { countException } from '../metrics.js';
import { createSession } from '../session.js';
import { createContext, type ExperimentContext } from './context.js';
import { enumeration } from './enumeration.js';
import { spray, stuffing } from './guessing.js';
import { lockout } from './lockout.js';
import { parallel } from './parallel.js';
import { throttling } from './throttling.js';

/** Each experiment that one virtual user can carry out; `collateral` is a load. */
const RUNS: Record<Exclude<ExperimentName, 'collateral'>, (context: ExperimentContext) => void> = {
  lockout,
  parallel,
  spray,
  stuffing,
  enumeration,
  throttling,
};

/**
 * One experiment after the other. One that throws is counted, and the rest go on.
 *
 * @param handed what setup() returned
 */
export function guardedExperiments(handed: Handed): void {
  const read = readHanded(handed);
  const experimenting = read('experimenting');
  const context = createContext(read('sending'), experimenting, createSession(read));
  for (const name of experimenting.experiments) {
    if (name === 'collateral') continue;
    context.begin();
    try {
      RUNS[name](context);
    } catch (error) {
      countException(error);
    }
  }
}
