/**
 * Says which answers go the full way, signatures and all, so that the short way is held to it. A virtual user that goes it
 * opens the whole contract, which is a megabyte, so only some are witnesses: those whose first iteration is a multiple of
 * `every`. Where there are fewer than `every` of them there is one, and its turns are spread so that the share is right; where
 * there are more the share is the same or a little larger, never smaller.
 *
 * @param every one answer in so many; 0: none
 * @param iteration the number of the current iteration, among all of this operation in this instance of k6
 */
export function createWitness(every: number, iteration: () => number): () => boolean {
  let due: number | undefined;
  return () => {
    if (every === 0 || due === Number.POSITIVE_INFINITY) return false;
    const turn = iteration();
    due ??= turn % every === 0 ? turn : Number.POSITIVE_INFINITY;
    if (turn < due) return false;
    due += every;
    return true;
  };
}
