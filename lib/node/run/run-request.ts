import { pools, profiles, providers } from '../../../dist/generated/data.js';
import { findNamed } from '../../core/find-named.js';
import { makePlan, type Plan } from '../../core/plan/plan.js';
import type { ScenarioName } from '../../core/plan/profile.js';
import { importedDefinition } from '../../core/pool.js';
import { environmentName, type SettingKey } from '../../core/settings/catalogue.js';
import { type Chosen, chooseSettings } from '../../core/settings/choose.js';
import type { RawSettings } from '../../core/settings/resolve.js';
import { UsageError } from '../../core/usage-error.js';
import { LOCAL } from '../paths.js';
import { importedUsers } from '../pool/imported.js';
import { flagsToRepeat, quoted, settingVariables, TAKES } from '../settings-flags.js';
import { refuseOtherKinds } from './check-request.js';

/** What a run is to do: `run <profile>` or, with no profile's load, `contract`. */
export interface RunRequest {
  profile: string;
  contractOnly: boolean;
  emulator: boolean;
  /** What the emulator does wrong. */
  faults?: readonly string[];
  /** Accept the shapes that the contract run sees, before it is judged by them. */
  updateShapes?: boolean;
  /** A run directory, or `last`. */
  baseline?: string;
  /** The folder that keeps the run which `last` is, from one machine to the next. */
  history?: string;
  /** More of k6's own options, for the load run. */
  more?: readonly string[];
  flags: RawSettings;
}

export const TWO_TARGETS = '--emulator and --base-url are two targets: leave one of them out.';

/** A request with the settings that hold for it: for the plan here, and as variables for k6. */
export interface ChosenRun {
  variables: Record<string, string>;
  chosen: Chosen;
}

/**
 * @param baseUrl of the emulator, where it is the target
 * @throws UsageError for wrong settings, or no target
 */
export function chooseRun(request: RunRequest, baseUrl?: string): ChosenRun {
  const variables: Record<string, string> = { ...settingVariables(request.flags), ROPC_PROFILE: request.profile };
  if (baseUrl !== undefined) variables.ROPC_BASE_URL = baseUrl;
  if (variables.ROPC_BASE_URL === undefined) {
    throw new UsageError(['no target: set ROPC_BASE_URL or --base-url, or add --emulator to use the local stand-in.']);
  }
  return { variables, chosen: chooseSettings({ flags: request.flags, environment: variables }, providers, profiles) };
}

/**
 * Looks at a request before anything is started.
 *
 * @returns the command line of the emulator that it asks for; undefined where it has a target of its own
 * @throws UsageError where the target is none, or two, or the emulator cannot stand in for it
 */
export function emulatorArguments(request: RunRequest): string[] | undefined {
  const { faults = [] } = request;
  if (!request.emulator) {
    if (faults.length > 0) throw new UsageError(['--fault is for the emulator: give --emulator with it.']);
    chooseRun(request);
    return undefined;
  }
  if (request.updateShapes && faults.length > 0)
    throw new UsageError([
      '--update-shapes and --fault: shapes of an emulator that goes wrong are nothing to accept. Leave one of them out.',
    ]);
  if (request.flags.baseUrl !== undefined) throw new UsageError([TWO_TARGETS]);
  if (process.env.ROPC_BASE_URL !== undefined) console.error('note: ROPC_BASE_URL is ignored, because --emulator is given.');
  const { chosen } = chooseRun(request, LOCAL);
  refuseOtherKinds(chosen);
  const { users, poolFile } = chosen.settings;
  // Cohorts are shares of the pool: with another number of users they would be other users.
  const size = users === undefined || poolFile !== undefined ? [] : ['--users', `${users}`];
  return [...size, ...faults.flatMap((fault) => ['--fault', fault])];
}

const OF_A_TARGET = ['provider', 'tenant', 'policy', 'clientId', 'allowHost'] as const satisfies SettingKey[];

/**
 * Whether the emulator stands in for a target, where that is what was asked for: there is none.
 *
 * @throws UsageError where something of a target is set, so that its URL was rather forgotten
 */
export function standsIn(flags: RawSettings): boolean {
  const variables = settingVariables(flags);
  if (variables.ROPC_BASE_URL !== undefined) return false;
  const name = OF_A_TARGET.map(environmentName).find((one) => variables[one] !== undefined);
  if (name)
    throw new UsageError([`no target: ${name} is set, and ROPC_BASE_URL is not. Set it, or add --emulator to use the local stand-in.`]);
  console.error('note: no target is set (ROPC_BASE_URL): this run is of the emulator.');
  return true;
}

/**
 * The plan of a run.
 *
 * @param scenario undefined for the contract run, which has no load
 */
export function planOf({ settings, provider, profile }: Chosen, scenario: ScenarioName | undefined): Plan {
  const pool = settings.poolFile ? importedDefinition(importedUsers(settings.poolFile).length) : findNamed('pool', pools, settings.pool);
  return makePlan({ settings, provider, profile, pool, ...(scenario && { scenario }) });
}

/** The command that does the same again, without a secret. */
export function againCommand(request: RunRequest, variables: Record<string, string>): string {
  const { ROPC_BASE_URL: _, ...others } = variables;
  const verb = request.contractOnly ? ['contract'] : ['run', request.profile];
  const takes = request.contractOnly ? TAKES.contract : TAKES.run;
  const faults = (request.faults ?? []).flatMap((fault) => ['--fault', quoted(fault)]);
  const flags = request.emulator ? ['--emulator', ...faults, ...flagsToRepeat(others, takes)] : flagsToRepeat(variables, takes);
  const baseline = request.baseline === undefined ? [] : ['--baseline', quoted(request.baseline)];
  const history = request.history === undefined ? [] : ['--history', quoted(request.history)];
  return ['npx k6-ropc', ...verb, ...flags, ...baseline, ...history].join(' ');
}
