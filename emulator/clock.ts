/** The emulator's time: the machine's, moved by as much as a test wants. */
export class Clock {
  #offset = 0;

  constructor(private readonly source: () => number = Date.now) {}

  /** Milliseconds since the epoch. */
  now(): number {
    return this.source() + this.#offset;
  }

  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Moves on, in ms; never back, for a lock that was over would hold again. */
  move(ms: number): void {
    this.#offset += Math.max(0, ms);
  }
}
