import type { UserChoice } from '../core/choice.js';
import type { LearnedAnswers } from '../core/contract/recogniser/learned-answer.js';
import type { ExperimentName } from '../core/experiments/catalogue.js';
import type { Declared } from '../core/experiments/effort.js';
import type { Spent } from '../core/next-token.js';
import type { Phase } from '../core/plan/phase.js';
import type { LoadOperation } from '../core/plan/profile.js';
import { DEMO_POOL_SECRET, type PoolDefinition, type Slice } from '../core/pool.js';
import type { LockoutPolicy } from '../core/provider.js';
import type { Witnesses } from '../core/witness.js';
import type { HeldTo } from './held-to.js';
import type { TokenRequest } from './token-client.js';
import { variable } from './variables.js';
import type { PublicKey } from './verifier.js';

/**
 * What a virtual user needs to send and to judge, worked out once in setup(). Plain JSON, and public: k6 hands it to
 * handleSummary too, so there is no secret in it, and no token.
 */
export interface Brief {
  operations: LoadOperation[];
  experiments: ExperimentName[];
  /** What the provider declares of its lockout; times in seconds. */
  lockout: LockoutPolicy & Declared;
  request: TokenRequest;
  loopback: boolean;
  phases: Phase[];
  pool: PoolDefinition;
  /** The slice of every cohort of the pool. */
  cohortSlices: Record<string, Slice>;
  /** The users of each operation. */
  operationSlices: Record<LoadOperation, Slice>;
  choice: UserChoice;
  /** Seconds over which requests are spread (`spreadOf`). */
  spread: Partial<Record<LoadOperation, number>>;
  /** What a redemption does to its token. */
  tokens: Spent;
  witnesses: Partial<Record<LoadOperation, Witnesses>>;
  /** Seconds. */
  clockSkew: number;
  keys: PublicKey[];
  keysUrl?: string;
  heldTo: HeldTo;
  learned: LearnedAnswers;
}

/** Secrets go from the environment of the process straight to whoever uses them. The plan has checked that they are there. */
export function poolSecret({ loopback }: Pick<Brief, 'loopback'>): string {
  return variable('ROPC_POOL_SECRET') ?? (loopback ? DEMO_POOL_SECRET : '');
}
