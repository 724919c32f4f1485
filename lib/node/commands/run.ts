import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { pools, profiles, providers } from '../../../dist/generated/data.js';
import { casesFor } from '../../core/contract/cases/index.js';
import { contractGates, namedCases } from '../../core/contract/gates.js';
import { phaseAt } from '../../core/plan/phase.js';
import { makePlan, type Plan } from '../../core/plan/plan.js';
import { rateAt } from '../../core/plan/risks.js';
import { importedDefinition, poolNamed } from '../../core/pool.js';
import { type Chosen, chooseSettings } from '../../core/settings/choose.js';
import type { RawSettings } from '../../core/settings/resolve.js';
import { resolveTarget } from '../../core/target.js';
import { UsageError } from '../../core/usage-error.js';
import { EXIT_CODE } from '../../core/verdict.js';
import { analyse, type RunResult } from '../analysis/analyse.js';
import { whyNoLoad } from '../analysis/how-it-ended.js';
import { findBaseline } from '../baseline.js';
import { type RunningEmulator, startEmulator } from '../emulator-process.js';
import { getK6 } from '../k6-program/find.js';
import { runK6 } from '../k6-run.js';
import { ROOT } from '../paths.js';
import { importedSize } from '../pool/imported.js';
import { printResult } from '../print-result.js';
import { writeReports } from '../report/write.js';
import { FILES, makeRunDirectory, type RunRecord, runId, writeRecord } from '../run-record.js';
import { readSamples } from '../samples/read.js';
import { flagsToRepeat, settingVariables } from '../settings-flags.js';
import { updateLock } from '../shape-lock.js';

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
  return { variables, chosen: chooseSettings({ environment: variables }, providers, profiles) };
}

export function planOf({ settings, provider, profile }: Chosen): Plan {
  const pool = settings.poolFile ? importedDefinition(importedSize(settings.poolFile)) : poolNamed(pools, settings.pool);
  return makePlan({ settings, provider, profile, pool, scenario: profile.scenario });
}

function againCommand(request: RunRequest, variables: Record<string, string>): string {
  const { ROPC_BASE_URL, ...others } = variables;
  const target = request.emulator ? ['--emulator'] : flagsToRepeat({ ROPC_BASE_URL: ROPC_BASE_URL as string });
  const verb = request.contractOnly ? ['contract'] : ['run', request.profile];
  return ['npx k6-ropc', ...verb, ...target, ...flagsToRepeat(others)].join(' ');
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

async function carryOut(
  folder: string,
  record: RunRecord,
  chosen: Chosen,
  program: string,
  settings: Record<string, string>,
  more: readonly string[],
): Promise<void> {
  const { contract, load } = record;
  await writeRecord(folder, record);
  if (contract) {
    const files = { samples: join(folder, FILES.contractSamples), log: join(folder, FILES.contractLog) };
    contract.ended = await runK6({ program, bundle: 'contract', settings, ...files, label: 'contract', length: 2_000 });
    await writeRecord(folder, record);
  }
  if (load && !whyNoLoad(record)) {
    const files = { samples: join(folder, FILES.samples), log: join(folder, FILES.log) };
    const { phases, operations } = load.plan;
    const at = (elapsed: number) => ({ phase: phaseAt(phases, elapsed).name, rate: rateAt(phases, operations, elapsed) });
    load.ended = await runK6({
      program,
      bundle: chosen.profile.scenario,
      settings,
      ...files,
      label: record.profile,
      length: load.plan.length,
      at,
      more,
    });
    await writeRecord(folder, record);
  }
}

/** @throws UsageError where the run that was named cannot be compared with this one */
async function addBaseline(record: RunRecord, wanted: string, { settings }: Chosen): Promise<void> {
  const folder = await findBaseline(wanted, record);
  if (folder) record.baseline = { folder, allowed: settings.slower };
  console.error(
    folder
      ? `compared with ${relative(process.cwd(), folder)}`
      : 'note: there is no run yet that passed and that this one can be compared with.',
  );
}

/** Runs the contract once to see the shapes, locks them, and builds, so that the run after it is judged by them. */
async function acceptSeenShapes(folder: string, record: RunRecord, program: string, settings: Record<string, string>): Promise<void> {
  const files = { samples: join(folder, FILES.contractSamples), log: join(folder, FILES.contractLog) };
  const { code, interrupted } = await runK6({ program, bundle: 'contract', settings, ...files, label: 'shapes', length: 2_000 });
  const samples = interrupted || (code !== 0 && code !== 99) ? undefined : await readSamples(files.samples);
  if (!samples?.shapes.some(({ key }) => key.startsWith('sign-in ')))
    throw new UsageError([
      `no shapes were accepted: the contract run did not come to its end, or nobody could sign in (see ${files.log}).`,
    ]);
  const { file, count } = await updateLock(record.target, samples);
  const { status } = spawnSync(process.execPath, ['build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new UsageError([`the build failed after ${file} was written: see above.`]);
  console.error(`${count} shapes accepted in ${relative(process.cwd(), file)}: review the change like code.`);
}

/**
 * Runs a profile, or the contract alone, against the target or the emulator, and writes the run directory.
 *
 * @returns the exit code: 0 PASS, 1 FAIL, 3 INCONCLUSIVE
 * @throws UsageError for wrong settings, before anything is sent
 */
export async function runCommand(request: RunRequest): Promise<number> {
  if (!request.emulator) choose(request, undefined);
  const k6 = await getK6();
  if (k6.note) console.error(k6.note);
  const emulator = request.emulator ? await startEmulator() : undefined;
  try {
    const { variables, chosen } = choose(request, emulator);
    const record = makeRecord(request, variables, chosen, k6.version);
    for (const note of record.load?.plan.notes ?? []) console.error(`note: ${note}`);
    if (!record.target.loopback && chosen.provider.notice) console.error(`note: ${chosen.provider.notice}`);
    if (request.baseline) await addBaseline(record, request.baseline, chosen);
    const folder = await makeRunDirectory(record.id);
    if (request.updateShapes) await acceptSeenShapes(folder, record, k6.path, variables);
    await carryOut(folder, record, chosen, k6.path, variables, request.more ?? []);
    const result: RunResult = await analyse(folder, record);
    await writeReports(folder, result);
    printResult(result, relative(process.cwd(), folder));
    return EXIT_CODE[result.verdict.status];
  } finally {
    await emulator?.stop();
  }
}
