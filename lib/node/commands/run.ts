import { basename, relative } from 'node:path';
import { pools, profiles, providers } from '../../../dist/generated/data.js';
import { casesFor } from '../../core/contract/cases/index.js';
import { contractGates, namedCases } from '../../core/contract/gates.js';
import { makePlan, type Plan } from '../../core/plan/plan.js';
import { importedDefinition, poolNamed } from '../../core/pool.js';
import { type Chosen, chooseSettings } from '../../core/settings/choose.js';
import type { RawSettings } from '../../core/settings/resolve.js';
import { resolveTarget } from '../../core/target.js';
import { UsageError } from '../../core/usage-error.js';
import { EXIT_CODE } from '../../core/verdict.js';
import { acceptSeenShapes } from '../accept-shapes.js';
import { analyse, type RunResult } from '../analysis/analyse.js';
import { findBaseline } from '../baseline.js';
import { carryOut } from '../carry-out.js';
import { checkK6Options, refuseOtherKinds } from '../check-request.js';
import { type RunningEmulator, startEmulator } from '../emulator-process.js';
import { getK6 } from '../k6-program/find.js';
import { importedSize } from '../pool/imported.js';
import { printResult } from '../print-result.js';
import { writeReports } from '../report/write.js';
import { makeRunDirectory, type RunRecord, runDirectory, runId } from '../run-record.js';
import { flagsToRepeat, quoted, settingVariables, TAKES } from '../settings-flags.js';

/** What a run is to do: `run <profile>` or, with no profile's load, `contract`. */
export interface RunRequest {
  profile: string;
  contractOnly: boolean;
  emulator: boolean;
  /** Accept the shapes that the contract run sees, before it is judged by them. */
  updateShapes?: boolean;
  /** A run directory, or `last`. */
  baseline?: string;
  /** More of k6's own options, for the load run. */
  more?: readonly string[];
  flags: RawSettings;
}

/** Settings as they hold, for the plan here and for k6. */
function choose(request: RunRequest, emulator: RunningEmulator | undefined): { variables: Record<string, string>; chosen: Chosen } {
  const variables: Record<string, string> = { ...settingVariables(request.flags), ROPC_PROFILE: request.profile };
  if (emulator) variables.ROPC_BASE_URL = emulator.baseUrl;
  if (variables.ROPC_BASE_URL === undefined) {
    throw new UsageError(['no target: set ROPC_BASE_URL or --base-url, or add --emulator to use the local stand-in.']);
  }
  return { variables, chosen: chooseSettings({ flags: request.flags, environment: variables }, providers, profiles) };
}

/** @throws UsageError, before anything is started, where the target is none, or two */
function checkTarget(request: RunRequest): void {
  if (!request.emulator) choose(request, undefined);
  else if (request.flags.baseUrl !== undefined) throw new UsageError(['--emulator and --base-url are two targets: leave one of them out.']);
  else if (process.env.ROPC_BASE_URL !== undefined) console.error('note: ROPC_BASE_URL is left aside, for --emulator is given.');
}

export function planOf({ settings, provider, profile }: Chosen): Plan {
  const pool = settings.poolFile ? importedDefinition(importedSize(settings.poolFile)) : poolNamed(pools, settings.pool);
  return makePlan({ settings, provider, profile, pool, scenario: profile.scenario });
}

function againCommand(request: RunRequest, variables: Record<string, string>): string {
  const { ROPC_BASE_URL: _, ...others } = variables;
  const verb = request.contractOnly ? ['contract'] : ['run', request.profile];
  const takes = request.contractOnly ? TAKES.contract : TAKES.run;
  const flags = request.emulator ? ['--emulator', ...flagsToRepeat(others, takes)] : flagsToRepeat(variables, takes);
  const baseline = request.baseline === undefined ? [] : ['--baseline', quoted(request.baseline)];
  return ['npx k6-ropc', ...verb, ...flags, ...baseline].join(' ');
}

function makeRecord(request: RunRequest, variables: Record<string, string>, chosen: Chosen, k6: string): RunRecord {
  const name = request.contractOnly ? 'contract' : request.profile;
  const plan = planOf(chosen);
  const cases = namedCases(casesFor(chosen.provider, chosen.settings, plan.pool), chosen.provider);
  return {
    id: runId(new Date(), name),
    startedAt: new Date().toISOString(),
    profile: name,
    target: resolveTarget(chosen.settings, chosen.provider),
    provider: chosen.provider,
    k6,
    again: againCommand(request, variables),
    ...((request.contractOnly || chosen.profile.contract) && {
      contract: { cases, gates: contractGates(cases) },
    }),
    ...(!request.contractOnly && { load: { plan } }),
  };
}

/** @throws UsageError where the run that was named cannot be compared with this one */
async function addBaseline(record: RunRecord, wanted: string, { settings }: Chosen): Promise<void> {
  const found = await findBaseline(wanted, record);
  if ('none' in found) {
    record.notCompared = found.none;
    console.error(`note: there is no run to compare with: ${found.none}.`);
    return;
  }
  record.baseline = { folder: relative(runDirectory(record.id), found.folder), allowed: settings.slower };
  console.error(`compared with ${relative(process.cwd(), found.folder)}`);
}

/**
 * Runs a profile, or the contract alone, against the target or the emulator, and writes the run directory.
 *
 * @returns the exit code: 0 PASS, 1 FAIL, 3 INCONCLUSIVE
 * @throws UsageError for wrong settings, before anything is sent
 */
export async function runCommand(request: RunRequest): Promise<number> {
  checkTarget(request);
  const k6 = await getK6();
  if (k6.note) console.error(k6.note);
  const emulator = request.emulator ? await startEmulator() : undefined;
  try {
    const { variables, chosen } = choose(request, emulator);
    if (emulator) refuseOtherKinds(chosen);
    checkK6Options(k6.path, request.more ?? []);
    const record = makeRecord(request, variables, chosen, k6.version);
    for (const note of record.load?.plan.notes ?? []) console.error(`note: ${note}`);
    if (!record.target.loopback && chosen.provider.notice) console.error(`note: ${chosen.provider.notice}`);
    if (request.baseline) await addBaseline(record, request.baseline, chosen);
    const folder = await makeRunDirectory(record.id);
    record.id = basename(folder);
    if (request.updateShapes) await acceptSeenShapes(folder, record, k6.path, variables);
    const start = { program: k6.path, settings: variables, scenario: chosen.profile.scenario, more: request.more ?? [] };
    await carryOut(folder, record, start);
    const result: RunResult = await analyse(folder, record);
    await writeReports(folder, result);
    printResult(result, relative(process.cwd(), folder));
    return EXIT_CODE[result.verdict.status];
  } finally {
    await emulator?.stop();
  }
}
