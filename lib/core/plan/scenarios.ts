import type { LoadOperation } from './profile.js';

/** The load scenarios (scenarios/*.ts) and the operations that each runs, in the order of the report. */
export const SCENARIOS = {
  'sign-in': ['sign-in'],
  refresh: ['refresh'],
  mixed: ['sign-in', 'refresh', 'failed-sign-in'],
  'failed-logins': ['sign-in', 'failed-sign-in'],
} as const satisfies Record<string, readonly LoadOperation[]>;

export type ScenarioName = keyof typeof SCENARIOS;
