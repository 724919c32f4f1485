/** Streams that are faster meet in all ways by themselves, and a timer for each request would cost more than it is worth. */
const FAST = 200;

/** A stream that is slower is not held back for longer than this, in seconds, nor for more than this share of the shortest phase. */
const LONGEST = 1;
const OF_PHASE = 0.1;

/**
 * Over how long the requests of an operation are spread at random. k6 starts iterations at even intervals: two streams of related
 * rates would meet at the same phase all through a run, so that one always waits for the other, or never does, as it happens.
 *
 * @param peakRate requests a second
 * @param streams operations of the load
 * @param phases of the load, by their length in ms
 * @returns seconds; 0: not at all
 */
export function spreadOf(peakRate: number, streams: number, phases: readonly { length: number }[]): number {
  if (streams < 2 || peakRate > FAST || peakRate === 0) return 0;
  const shortest = Math.min(...phases.map(({ length }) => length)) / 1000;
  return Math.min(LONGEST, 1 / peakRate, shortest * OF_PHASE);
}
