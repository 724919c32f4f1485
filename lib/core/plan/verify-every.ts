/** The slow path with two signatures takes 1.6 ms of a core: so many answers a second are 3 % of it. */
const ANSWERS_A_SECOND = 16;

/** A virtual user that takes the slow path opens the whole contract, which is a megabyte. */
const WITNESSES = 60;

/** An operation as far as it is planned. */
interface Load {
  /** Requests a second. */
  peakRate: number;
  preAllocatedVUs: number;
}

/**
 * Which answers of an operation take the slow path, headers and signatures included: all of them where that costs little, and at
 * any rate so many a second that it costs no more.
 *
 * @param share what somebody set in place of that
 * @returns one answer in so many; 0: none
 */
export function verifyEvery({ peakRate, preAllocatedVUs }: Load, share?: number): number {
  if (share !== undefined) return share > 0 ? Math.max(1, Math.floor(1 / share)) : 0;
  return Math.max(1, Math.ceil(peakRate / ANSWERS_A_SECOND), Math.ceil(preAllocatedVUs / WITNESSES));
}
