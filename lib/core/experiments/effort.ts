import type { ExperimentName } from './catalogue.js';

/** How much the experiments send. */
export const SIZES = {
  /** Accounts of each expectation of `lockout`. */
  lockoutAccounts: 4,
  parallelAccounts: 5,
  sprayed: 120,
  stuffed: 120,
  /** Kinds of users in `enumeration`, names of each kind, and wrong passwords for each name at most. */
  kinds: 4,
  names: 20,
  turns: 8,
  /** Sign-ins after which `throttling` gives up to look for a limit, and tries whether it lets go. */
  burst: 150,
  polls: 40,
} as const;

/** Wrong passwords that lock an account, as declared, and how long the experiments wait for locks and limits, in seconds. */
export interface Declared {
  from: number;
  to: number;
  seconds: number;
  relocks: boolean;
  throttledSeconds: number;
}

/** The most that an experiment does. */
export interface Effort {
  /** One after the other, but for those of `parallel`. */
  requests: number;
  /** Accounts of cohort lockout that it locks where the target is as declared. */
  locks: number;
  /** Wrong passwords on one account. */
  attempts: number;
  /** Seconds that it waits, where the clock of the locks cannot be moved. */
  waits: number;
}

/** Wrong passwords that `enumeration` gives each name: fewer than lock it. */
export function turnsOf({ from }: Pick<Declared, 'from'>): number {
  return Math.max(1, Math.min(SIZES.turns, from - 1));
}

/**
 * The section of cohort lockout, as shares, that is for the experiments `lockout` and, from its end, `parallel`. What lies before it is the
 * attack's.
 */
export const LOCKOUT_SECTION = { from: 0.7, to: 0.9 } as const;

/** Accounts that the experiments need of each cohort: they must not run into anybody else's. */
export function accountsNeeded({ from, to }: Declared): Record<string, number> {
  // Early and late ones, those of three expectations, the bystander, a fresh one, one that is asked while locked, one for each number in
  // between, and parallel's second ones.
  const ofSection = 5 * SIZES.lockoutAccounts + 3 + (to - from) + SIZES.parallelAccounts;
  const lockout = Math.max(250, Math.ceil(ofSection / (LOCKOUT_SECTION.to - LOCKOUT_SECTION.from)) + 1);
  return { lockout, spray: 100, honest: 20, disabled: SIZES.names };
}

// After each of its waits it connects anew.
const CONNECTIONS = 3;

function ofLockout({ from, to, seconds, relocks }: Declared): Effort {
  const n = SIZES.lockoutAccounts;
  const between = Array.from({ length: to - from }, (_, i) => from + i + 1).reduce((sum, requests) => sum + requests, 0);
  const wrong = n * (from - 1) + n * to + 2 * n * (from - 1) + 2 * n * to + 2 * to;
  return {
    // With a right one for each account, for the bystander, and to see when locks end.
    requests: wrong + between + 11 * n + 9 + CONNECTIONS,
    locks: to - from + n + 2,
    attempts: to + 1,
    waits: seconds + 1 + (relocks ? seconds + 1 : 0),
  };
}

const EFFORTS: Record<Exclude<ExperimentName, 'collateral'>, (declared: Declared) => Effort> = {
  lockout: ofLockout,
  parallel: ({ from, to }) => ({
    // Where not all of its accounts are locked it looks closer, at others.
    requests: SIZES.parallelAccounts * (to + 1 + from + 1) + to + 1,
    locks: SIZES.parallelAccounts + 1,
    attempts: from - 1 + to,
    waits: 0,
  }),
  spray: () => ({ requests: 2 * SIZES.sprayed + 2, locks: 0, attempts: 1, waits: 0 }),
  stuffing: () => ({ requests: SIZES.stuffed + 2, locks: 0, attempts: 1, waits: 0 }),
  enumeration: (declared) => ({
    // With a right one for each locked name and each known one, for the first of the locked at the end, and for an honest user.
    requests: SIZES.names * (declared.to + 2 + turnsOf(declared) * SIZES.kinds) + 2,
    locks: SIZES.names,
    attempts: declared.to + turnsOf(declared),
    waits: 0,
  }),
  throttling: ({ throttledSeconds }) => ({ requests: SIZES.burst + SIZES.polls + 1, locks: 0, attempts: 0, waits: throttledSeconds }),
};

/** The most that some experiments do together; `collateral` is a load, and counted as one. */
export function effortOf(experiments: readonly ExperimentName[], declared: Declared): Effort {
  const all = experiments.filter((name) => name !== 'collateral').map((name) => EFFORTS[name](declared));
  const sum = (count: (one: Effort) => number) => all.reduce((total, one) => total + count(one), 0);
  return {
    requests: sum(({ requests }) => requests),
    locks: sum(({ locks }) => locks),
    attempts: Math.max(0, ...all.map(({ attempts }) => attempts)),
    waits: sum(({ waits }) => waits),
  };
}
