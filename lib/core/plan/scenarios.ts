import type { ExperimentName } from '../experiments/catalogue.js';
import type { Settings } from '../settings/catalogue.js';
import type { LoadOperation, Profile, ScenarioName } from './profile.js';

/** The load scenarios (scenarios/*.ts) and the operations that each runs, in the order of the report. */
export const SCENARIOS = {
  'sign-in': ['sign-in'],
  refresh: ['refresh'],
  mixed: ['sign-in', 'refresh', 'failed-sign-in'],
  'failed-logins': ['sign-in', 'refresh', 'failed-sign-in'],
} as const satisfies Record<ScenarioName, readonly LoadOperation[]>;

/** The experiments of a run: those that were asked for, or the profile's. */
export function experimentsOf(scenario: ScenarioName, profile: Profile, settings: Settings): ExperimentName[] {
  return scenario === 'failed-logins' ? (settings.experiments ?? profile.experiments ?? []) : [];
}

/** The operations of a scenario; where experiments are asked for, a load goes with `collateral` only. */
export function operationsOf(scenario: ScenarioName, profile: Profile, settings: Settings): readonly LoadOperation[] {
  const experiments = experimentsOf(scenario, profile, settings);
  return experiments.length > 0 && !experiments.includes('collateral') ? [] : SCENARIOS[scenario];
}
