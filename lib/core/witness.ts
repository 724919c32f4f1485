import { hashed } from './choice.js';

/** When a virtual user looks closely. Plain data, for every virtual user has one. */
export interface Witness {
  /** Number of the iteration whose answer takes the slow path, or that of any later one. Grows by `every` when tokens were seen. */
  due: number;
  every: number;
  /** Where it reads the number of the current one; k6 makes it anew each time (9 us). None for who never is due: it is large (5 kB). */
  count?: IterationCount;
}

/** Which virtual users of an operation are witnesses. Plain JSON. */
export interface Witnesses {
  /** One answer in so many takes the slow path; 0: none. */
  every: number;
  /** Numbers of the iterations with which they begin. */
  turns: number[];
}

/**
 * Of each `every` virtual users one, anywhere among them: users are chosen in turn, and every second virtual user would see every
 * second user only.
 *
 * @param among so many that begin; those that k6 adds when a target is slow are none, for each would open the whole contract just then
 */
export function chooseWitnesses(every: number, among: number): Witnesses {
  const turns: number[] = [];
  for (let first = 0; every > 0 && first < among; first += every) {
    const size = Math.min(every, among - first);
    // There may be no more virtual users than these.
    turns.push(first === 0 ? 0 : first + Math.floor(hashed(first / every) * size));
  }
  return { every, turns };
}

/** What k6's `exec.scenario` says of the current iteration. */
export interface IterationCount {
  readonly iterationInInstance: number;
}

/**
 * Makes a virtual user a witness, or not, by the iteration with which it begins. The answers of witnesses take the slow path now and then,
 * signatures and all, so that the fast path is held to it. Whoever takes it opens the whole contract, which is a megabyte, so only some
 * are witnesses. Where there are fewer virtual users than `every` one of them is, and its turns are spread so that the share is right; where
 * there are more the share is the same or a little larger. An answer without tokens proves nothing: the turn stays due.
 *
 * @param count tells the number of the current iteration, among all of this operation in this instance of k6
 */
export function becomeWitness({ every, turns }: Witnesses, count: IterationCount): Witness {
  const turn = count.iterationInInstance;
  for (let i = 0; i < turns.length; i++) if (turns[i] === turn) return { due: turn, every, count };
  return { due: Number.POSITIVE_INFINITY, every };
}

/** Whether the answer of the current iteration takes the slow path. */
export function isDue({ due, count }: Witness): boolean {
  return count !== undefined && count.iterationInInstance >= due;
}
