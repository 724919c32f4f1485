import type { Trace } from '../../core/contract/trace.js';
import type { Finding } from '../../core/contract/types.js';
import type { ExpectationSeen } from '../../core/experiments/catalogue.js';

/** Values that grow; the memory of a run's latencies is eight bytes a value. */
export class Column<T extends Float64Array | Uint32Array> {
  #values: T;
  length = 0;

  constructor(private readonly make: (size: number) => T) {
    this.#values = make(1024);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = this.make(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  /** A view, not a copy. */
  values(): T {
    return this.#values.subarray(0, this.length) as T;
  }
}

/** All answers with the same operation, phase and outcome. */
export interface Series {
  op: string;
  phase: string;
  outcome: string;
  /** Latencies in ms. */
  ms: Column<Float64Array>;
  /** Seconds since the epoch, one a latency. */
  at: Column<Uint32Array>;
}

/** A broken rule with how often and when it was first seen. */
export interface CountedFinding extends Finding {
  op: string;
  caseId: string;
  count: number;
  /** Seconds since the epoch. */
  firstSeen: number;
}

/** A shape that answers had. */
export interface SeenShape {
  /** The key that the lock has it by, such as `sign-in 200`. */
  key: string;
  /** Entries joined by blanks. */
  shape: string;
  /** Seconds since the epoch. */
  firstSeen: number;
  /** Virtual users that saw it. */
  users: number;
}

/** An answer that was not what it should be. */
export interface WrongAnswer extends Trace {
  op: string;
  phase: string;
  outcome: string;
  /** Seconds since the epoch. */
  at: number;
}

/** What there is to say of a run that left nothing behind. */
export function noSamples(): Samples {
  return {
    series: [],
    findings: [],
    wrongAnswers: [],
    cases: new Map(),
    casesSeen: new Map(),
    shapes: [],
    expectations: [],
    probes: [],
    kinds: new Map(),
    signatures: new Map(),
    subjects: new Map(),
    owners: new Map(),
    guessedSubjects: new Map(),
    shared: [],
    connecting: [],
    dropped: 0,
    exceptions: 0,
    cut: true,
  };
}

/** What a run's samples say, complete and exact. */
export interface Samples {
  series: Series[];
  findings: CountedFinding[];
  /** Of each virtual user the first hundred. */
  wrongAnswers: WrongAnswer[];
  /** Contract cases by id. */
  cases: Map<string, 'passed' | 'failed' | 'not run'>;
  /** What came of the last request of each, or why it was not run. */
  casesSeen: Map<string, string>;
  /** Shapes seen, in the order of the first answer that had each. */
  shapes: SeenShape[];
  /** Expectations of experiments that were decided inside k6. */
  expectations: ExpectationSeen[];
  /** Accounts that were probed after so many wrong passwords. */
  probes: { attempts: number; account: 'open' | 'locked' }[];
  /** Times of answers, in ms, by kind of user. */
  kinds: Map<string, number[]>;
  /** Answers whose signatures were verified, good or not, by operation. */
  signatures: Map<string, number>;
  /** Which users of the pool signed in as which subjects (`subjectOf`), with the first time, in seconds since the epoch. */
  subjects: Map<string, number>;
  /** The same of tokens that are opaque by contract, and show whom they are about. */
  guessedSubjects: Map<string, number>;
  /** Which user of the pool got which opaque token, by its hash (`ownerOf`). */
  owners: Map<string, { user: string; op: string; at: number }>;
  /** Answers with a token that was another user's: what brought them and when, in seconds since the epoch. */
  shared: { op: string; at: number }[];
  /** Waits for a connection (DNS, TCP, TLS) of a millisecond or more, in ms; most requests have one already. */
  connecting: { op: string; phase: string; ms: number }[];
  dropped: number;
  exceptions: number;
  /** True where the file ends in the middle: what could be read is here. */
  cut: boolean;
}
