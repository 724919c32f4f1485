/** Whether it is this virtual user's turn to look closely, and that it did. */
export interface Witness {
  isDue(): boolean;
  hasSeen(): void;
}

/**
 * Says which answers go the full way, signatures and all, so that the short way is held to it. A virtual user that goes it
 * opens the whole contract, which is a megabyte, so only some are witnesses: those whose first iteration is a multiple of
 * `every`. Where there are fewer than `every` of them there is one, and its turns are spread so that the share is right; where
 * there are more the share is the same or a little larger, never smaller. An answer without tokens proves nothing: the turn stays due.
 *
 * @param every one answer in so many; 0: none
 * @param iteration the number of the current iteration, among all of this operation in this instance of k6
 */
export function createWitness(every: number, iteration: () => number): Witness {
  let due: number | undefined;
  return {
    isDue: () => {
      if (every === 0 || due === Number.POSITIVE_INFINITY) return false;
      const turn = iteration();
      due ??= turn % every === 0 ? turn : Number.POSITIVE_INFINITY;
      return turn >= due;
    },
    hasSeen: () => {
      due = (due ?? 0) + every;
    },
  };
}
