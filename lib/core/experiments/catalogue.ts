/** What is expected of one experiment, by id. */
export interface Experiment {
  question: string;
  /** Sentences that hold, or do not. */
  expectations: Record<string, string>;
}

/** All experiments with failed logins, for plan and report; docs/failed-logins.md explains them. */
export const EXPERIMENTS = {
  lockout: {
    question: 'When is an account locked, for how long, and what does the lock do?',
    expectations: {
      'lockout.not-before': 'Fewer wrong passwords than the declared range do not lock an account.',
      'lockout.in-range': 'As many wrong passwords as the declared range ends with lock an account.',
      'lockout.spelling': 'A lock holds in whatever letter case the sign-in name is written.',
      'lockout.silent': 'While an account is locked the right password is answered as a wrong one is.',
      'lockout.nobody-else': 'A lock locks nobody else.',
      'lockout.lasts': 'Half the declared time after it began a lock still holds.',
      'lockout.ends': 'When the lock is over the right password is accepted.',
      'lockout.relocks': 'After a lock the first wrong password locks again.',
      'lockout.resets': 'A right password starts the count again.',
      'lockout.repeated': 'The same wrong password, repeated, does not lock an account.',
      'lockout.similar': 'Similar wrong passwords do not lock an account.',
    },
  },
  parallel: {
    question: 'Do wrong passwords at the same moment slip through the count?',
    expectations: {
      'parallel.counted':
        'As many wrong passwords as lock an account lock it also when they come at the same moment, or are not all tried.',
    },
  },
  spray: {
    question: 'What does one wrong password over many accounts do to them?',
    expectations: {
      'spray.nobody-locked': 'One wrong password for each of many accounts locks none of them.',
      'spray.address': 'After that the address may still sign in, as declared.',
    },
  },
  stuffing: {
    question: 'Among many wrong pairs, do the right ones get in?',
    expectations: {
      'stuffing.right-ones': 'Every right pair among many wrong ones is granted.',
      'stuffing.wrong-ones': 'Every wrong pair is refused.',
    },
  },
  enumeration: {
    question: 'Does an answer, or the time that it takes, tell who has an account?',
    expectations: {
      'enumeration.status': 'The status is the same for an unknown, a known, a disabled and a locked user.',
      'enumeration.body': 'The body is the same, but for correlation id and time.',
      'enumeration.headers': 'The headers are the same, but for request id and date.',
      'enumeration.time': 'The time is the same, as far as it could be told.',
    },
  },
  throttling: {
    question: 'What happens past a limit, and how long until it lets go?',
    expectations: {
      'throttling.retry-after': 'An answer past the limit says when to come back (Retry-After).',
      'throttling.lets-go': 'The limit lets go within the declared time.',
    },
  },
  collateral: {
    question: 'What do honest users notice of an attack?',
    expectations: {
      'collateral.latency': 'While wrong passwords are sent, honest users are answered as fast as before.',
      'collateral.tail': 'Nor does the slowest tenth of their answers take more than twice as long.',
      'collateral.nobody-locked': 'No honest user is locked out while others are guessed at.',
      'collateral.recovery': 'After the attack the typical latency is back within the declared time.',
    },
  },
} as const satisfies Record<string, Experiment>;

export type ExperimentName = keyof typeof EXPERIMENTS;
export const EXPERIMENT_NAMES = Object.keys(EXPERIMENTS) as ExperimentName[];

/** `held`, `broken`, `unclear` where the experiment could not tell, or `skipped` where what it is about did not come up. */
export type ExpectationResult = 'held' | 'broken' | 'unclear' | 'skipped';

/** One expectation with what came of it. */
export interface ExpectationSeen {
  experiment: ExperimentName;
  id: string;
  result: ExpectationResult;
  /** What was seen, in words; no secret. */
  found: string;
}

/** The expectations that are decided inside k6; those of `collateral` are decided from the samples. */
export function expectationsInK6(names: readonly ExperimentName[]): string[] {
  return names.filter((name) => name !== 'collateral').flatMap((name) => Object.keys(EXPERIMENTS[name].expectations));
}

export function expectationSentence({ experiment, id }: Pick<ExpectationSeen, 'experiment' | 'id'>): string {
  return (EXPERIMENTS[experiment].expectations as Record<string, string>)[id] ?? id;
}
