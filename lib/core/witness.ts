import { hashed } from './choice.js';

/** Whether it is this virtual user's turn to look closely, and that it did. */
export interface Witness {
  isDue(): boolean;
  hasSeen(): void;
}

/** Which virtual users of an operation are witnesses. */
export interface Witnesses {
  /** One answer in so many takes the slow path; 0: none. */
  every: number;
  /** Of so many that begin; those that k6 adds when a target is slow are none, for each would open the whole contract just then. */
  among: number;
}

/** What k6's `exec.scenario` says of the current iteration. */
export interface IterationCount {
  readonly iterationInInstance: number;
}

/**
 * Of each `every` virtual users one, anywhere among them: users are chosen in turn, and every second virtual user would see every
 * second user only.
 */
function isWitness(turn: number, every: number, among: number): boolean {
  const block = Math.floor(turn / every);
  // There may be no more virtual users than these.
  if (block === 0) return turn === 0;
  const size = Math.min(every, among - block * every);
  return turn === block * every + Math.floor(hashed(block) * size);
}

/**
 * Says which answers take the slow path, signatures and all, so that the fast path is held to it. A virtual user that takes it
 * opens the whole contract, which is a megabyte, so only some are witnesses. Where there are fewer than `every` of them there is one, and its turns are spread so that the share is right; where
 * there are more the share is the same or a little larger, never smaller. An answer without tokens proves nothing: the turn stays due.
 *
 * @param count what tells the number of the current iteration, among all of this operation in this instance of k6. Witnesses hold
 *   it, for k6 makes it anew each time (9 us); the others do not, for it is large (5 kB)
 */
export function createWitness({ every, among }: Witnesses, count: () => IterationCount): Witness {
  let counted: IterationCount | undefined;
  let due = every === 0 ? Number.POSITIVE_INFINITY : undefined;
  return {
    isDue: () => {
      if (due === Number.POSITIVE_INFINITY) return false;
      const now = counted ?? count();
      const turn = now.iterationInInstance;
      due ??= turn < among && isWitness(turn, every, among) ? turn : Number.POSITIVE_INFINITY;
      if (due !== Number.POSITIVE_INFINITY) counted = now;
      return turn >= due;
    },
    hasSeen: () => {
      due = (due ?? 0) + every;
    },
  };
}
