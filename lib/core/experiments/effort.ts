import type { ExperimentName } from './catalogue.js';

/** How much the experiments send. A tenth of the sprayed and stuffed accounts is the least that shows one in a hundred. */
export const SIZES = {
  /** Accounts of each expectation of `lockout`. */
  lockoutAccounts: 4,
  parallelAccounts: 5,
  sprayed: 120,
  stuffed: 120,
  /** Answers of each kind of user in `enumeration`. */
  rounds: 160,
  kinds: 4,
  /** Names of each kind; a name gets rounds / names wrong passwords, fewer than lock an account. */
  names: 20,
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

function ofLockout({ from, to, seconds, relocks }: Declared): Effort {
  const n = SIZES.lockoutAccounts;
  const between = Array.from({ length: to - from }, (_, i) => from + i + 1).reduce((sum, requests) => sum + requests, 0);
  const wrong = n * (from - 1) + n * to + 2 * n * (from - 1) + 2 * n * to + to;
  return {
    // With a right one for each account, for the bystander, and to see when locks end.
    requests: wrong + between + 11 * n + 4,
    locks: to - from + n + 1,
    attempts: to + 1,
    waits: seconds + 1 + (relocks ? seconds + 1 : 0),
  };
}

const EFFORTS: Record<Exclude<ExperimentName, 'collateral'>, (declared: Declared) => Effort> = {
  lockout: ofLockout,
  parallel: ({ to }) => ({ requests: SIZES.parallelAccounts * (to + 1), locks: SIZES.parallelAccounts, attempts: to, waits: 0 }),
  spray: () => ({ requests: 2 * SIZES.sprayed + 1, locks: 0, attempts: 1, waits: 0 }),
  stuffing: () => ({ requests: SIZES.stuffed, locks: 0, attempts: 1, waits: 0 }),
  enumeration: ({ to }) => ({
    requests: SIZES.names * to + SIZES.rounds * SIZES.kinds + 1,
    locks: SIZES.names,
    attempts: to + SIZES.rounds / SIZES.names,
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
