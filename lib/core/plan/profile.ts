import { parseDuration } from '../duration.js';
import type { ExperimentName } from '../experiments/catalogue.js';
import type { Operation } from '../provider.js';
import type { RawSettings } from '../settings/resolve.js';
import { UsageError } from '../usage-error.js';

/** Operations that a profile sets rates for. */
export type LoadOperation = Extract<Operation, 'sign-in' | 'refresh' | 'failed-sign-in'>;

/** A latency and error objective of an operation: percentiles in ms, errors as a share. */
export interface Slo {
  p95: number;
  p99: number;
  errors: number;
}

export interface ProfilePhase {
  name: string;
  duration: string;
  /** False for a warm-up: its answers are held to the contract and stand in no number. */
  measured?: boolean;
  /** Requests a second, at the end of the phase. */
  rates: Partial<Record<LoadOperation, number>>;
  /** True where the rate climbs from that of the phase before; otherwise it steps. */
  ramp?: boolean;
}

/** A load scenario: scenarios/*.ts. */
export type ScenarioName = 'sign-in' | 'refresh' | 'mixed' | 'failed-logins';

/** A named load, as data/profiles/*.json says it. */
export interface Profile {
  name: string;
  title: string;
  /** The bundle in dist/ that runs it. */
  scenario: ScenarioName;
  /** True where the contract run goes first. */
  contract?: boolean;
  /** The users of each operation: a cohort of the pool. */
  cohorts: Partial<Record<LoadOperation, string>>;
  /** Of scenario failed-logins: the experiments that it runs. */
  experiments?: ExperimentName[];
  phases: ProfilePhase[];
  /** Two phases whose latencies are compared with each other, the earlier first. */
  compare?: [string, string];
  slo: Partial<Record<LoadOperation, Slo>>;
  settings?: RawSettings;
}

/** The cohort of the pool that an operation's users are of. */
export function cohortOf({ cohorts }: Pick<Profile, 'cohorts'>, operation: LoadOperation): string {
  return cohorts[operation] ?? (operation === 'failed-sign-in' ? 'lockout' : 'honest');
}

/** Length of a phase in ms. */
export function phaseLength(profile: Profile, phase: ProfilePhase): number {
  const length = parseDuration(phase.duration);
  if (length) return length;
  throw new UsageError([
    `profile ${profile.name}, phase ${phase.name}: duration is "${phase.duration}": it takes a duration such as 30s or 5m.`,
  ]);
}
