import type { UserChoice } from '../core/choice.js';
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

/** What every virtual user needs to send, and to know a right answer. */
export interface Sending {
  request: TokenRequest;
  loopback: boolean;
  phases: Phase[];
  pool: PoolDefinition;
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
}

/** What the slow path needs. */
export interface Judging {
  keys: PublicKey[];
  keysUrl?: string;
  heldTo: HeldTo;
  /** Of a request, in ms. */
  timeout: number;
}

/** What the experiments need besides. */
export interface Experimenting {
  experiments: ExperimentName[];
  /** What the provider declares of its lockout; times in seconds. */
  lockout: LockoutPolicy & Declared;
  /** The slice of every cohort of the pool. */
  cohortSlices: Record<string, Slice>;
}

/**
 * What setup() works out once for all virtual users. Plain JSON, and public: k6 hands it to handleSummary too, so there is no secret in it,
 * and no token.
 */
export interface Brief {
  sending: Sending;
  judging: Judging;
  experimenting: Experimenting;
  /** What the recogniser knows of right answers, see `learn`. */
  learned: string;
}

/** Reads a part of the brief, as often as it is needed: whoever holds it pays for it. */
export type ReadBrief = <Part extends keyof Brief>(part: Part) => Brief[Part];

/** A brief as setup() returns it: each part a text, for an object of objects would reach virtual users as Go maps, which are large. */
export type Handed = Record<keyof Brief, string>;

/** What setup() returns of a brief. */
export function handOver({ sending, judging, experimenting, learned }: Brief): Handed {
  return {
    sending: JSON.stringify(sending),
    judging: JSON.stringify(judging),
    experimenting: JSON.stringify(experimenting),
    learned,
  };
}

/** Reads what setup() returned. */
export const readHanded =
  (handed: Handed): ReadBrief =>
  (part) =>
    part === 'learned' ? handed.learned : JSON.parse(handed[part]);

/** Secrets go from the environment of the process straight to whoever uses them. The plan has checked that they are there. */
export function poolSecret({ loopback }: Pick<Sending, 'loopback'>): string {
  return variable('ROPC_POOL_SECRET') ?? (loopback ? DEMO_POOL_SECRET : '');
}
