import { basename, relative } from 'node:path';
import { lockedTargets, schemaRules } from '../../../dist/generated/data.js';
import { casesFor, casesLeftOut } from '../../core/contract/cases/index.js';
import { contractGates, namedCases } from '../../core/contract/gates.js';
import { rulesHeld } from '../../core/contract/rules-held.js';
import type { Settings } from '../../core/settings/catalogue.js';
import { resolveTarget, targetName } from '../../core/target.js';
import { UsageError } from '../../core/usage-error.js';
import { EXIT_CODE } from '../../core/verdict.js';
import { analyse, type RunResult } from '../analysis/analyse.js';
import { getK6 } from '../k6-program/find.js';
import { printResult } from '../print-result.js';
import { proxyFor } from '../proxy.js';
import { writeReports } from '../report/write.js';
import { acceptSeenShapes } from '../run/accept-shapes.js';
import { findBaseline } from '../run/baseline.js';
import { carryOut } from '../run/carry-out.js';
import { checkK6Options } from '../run/check-request.js';
import { startEmulator } from '../run/emulator-process.js';
import { checkHistory, keepRun } from '../run/history.js';
import { ignoredVariables } from '../run/k6-environment.js';
import { memoryNeeded, memoryNote, memoryThere } from '../run/memory.js';
import { makeRunDirectory, type RunRecord, runDirectory, runId } from '../run/run-record.js';
import { againCommand, type ChosenRun, chooseRun, emulatorArguments, planOf, type RunRequest } from '../run/run-request.js';

const NOT_LOCKED =
  'not asked: whether an answer has another shape than before (none of this target is accepted yet: npx k6-ropc contract --update-shapes).';

function makeRecord(request: RunRequest, { variables, chosen }: ChosenRun, k6: string): RunRecord {
  const name = request.contractOnly ? 'contract' : request.profile;
  const plan = planOf(chosen, request.contractOnly ? undefined : chosen.profile.scenario);
  const { settings, provider } = chosen;
  const target = resolveTarget(settings, provider);
  const hasContract = request.contractOnly || chosen.profile.contract === true;
  const asked = hasContract ? casesFor(provider, settings, plan.pool) : [];
  const cases = namedCases(asked, provider);
  const isLocked = request.updateShapes === true || (lockedTargets[provider.name] ?? []).includes(targetName(target));
  const operations = plan.operations.map((operation) => operation.name);
  return {
    id: runId(new Date(), name),
    startedAt: new Date().toISOString(),
    profile: name,
    target,
    provider,
    k6,
    rules: rulesHeld({ provider, settings, cases: asked, operations, schemaRules, isLocked }),
    again: againCommand(request, variables),
    ...(request.emulator && { emulator: true as const }),
    ...(request.faults?.length && { faults: [...request.faults] }),
    ...(hasContract && {
      contract: {
        cases,
        gates: contractGates(cases),
        leftOut: [...casesLeftOut(provider, settings, plan.pool), ...(isLocked ? [] : [NOT_LOCKED])],
      },
    }),
    ...(!request.contractOnly && { load: { plan } }),
  };
}

/** @throws UsageError where the run that was named cannot be compared with this one */
async function addBaseline(record: RunRecord, { baseline, history }: RunRequest): Promise<void> {
  if (baseline === undefined && history === undefined) return;
  const found = await findBaseline(baseline ?? 'last', record, history);
  if ('none' in found) {
    record.notCompared = found.none;
    console.error(`note: there is no run to compare with: ${found.none}.`);
    return;
  }
  record.baseline = { folder: relative(runDirectory(record.id), found.folder) };
  console.error(`compared with ${relative(process.cwd(), found.folder)}`);
}

/** What a person should know before the run. */
function notesOf({ contract, load, target, provider }: RunRecord, { clientSecret, clientAuth }: Settings): string[] {
  const scheme = target.tokenUrl.startsWith('https:') ? 'https' : 'http';
  const goesByProxy = !target.loopback && proxyFor(process.env, scheme) !== undefined;
  const proxy = 'a proxy is set: k6 sends by way of it, unless NO_PROXY names the target, and its time is in every number.';
  const unsent = 'ROPC_CLIENT_SECRET is set and not sent: ROPC_CLIENT_AUTH says how (body or basic).';
  const memory = load && memoryNote(memoryNeeded(load.plan), memoryThere());
  return [
    ...(memory ? [memory] : []),
    ...(clientSecret !== undefined && clientAuth === 'none' ? [unsent] : []),
    ...(contract?.leftOut ?? []),
    ...(load?.plan.notes ?? []),
    ...(goesByProxy ? [proxy] : []),
    ...(!target.loopback && provider.notice ? [provider.notice] : []),
  ];
}

/**
 * Runs a profile, or the contract alone, against the target or the emulator, and writes the run directory.
 *
 * @returns the exit code: 0 PASS, 1 FAIL, 3 INCONCLUSIVE
 * @throws UsageError for wrong settings, before anything is sent
 */
export async function runCommand(request: RunRequest): Promise<number> {
  const wanted = emulatorArguments(request);
  const k6 = await getK6();
  if (k6.note) console.error(k6.note);
  const { more = [] } = request;
  checkK6Options(k6.path, more);
  if (request.history !== undefined && (request.baseline ?? 'last') !== 'last')
    throw new UsageError(['--history and --baseline with a run: one of them says what is compared with. Leave one of them out.']);
  if (request.history !== undefined) await checkHistory(request.history);
  for (const name of ignoredVariables(process.env)) console.error(`note: ${name} is ignored: the plan says how much is sent.`);
  const emulator = wanted && (await startEmulator(wanted));
  try {
    const run = chooseRun(request, emulator?.baseUrl);
    const { variables, chosen } = run;
    const record = makeRecord(request, run, k6.version);
    for (const note of notesOf(record, chosen.settings)) console.error(`note: ${note}`);
    await addBaseline(record, request);
    const folder = await makeRunDirectory(record.id);
    record.id = basename(folder);
    if (request.updateShapes) await acceptSeenShapes(folder, record, k6.path, variables);
    const start = { program: k6.path, settings: variables, scenario: chosen.profile.scenario, more };
    await carryOut(folder, record, start);
    const result: RunResult = await analyse(folder, record);
    printResult(result, relative(process.cwd(), folder));
    await writeReports(folder, result);
    if (request.history !== undefined && result.verdict.status === 'PASS' && !record.faults)
      console.log(
        await keepRun(request.history, folder, record, result).catch(({ message }: Error) => `not kept in ${request.history}: ${message}`),
      );
    return EXIT_CODE[result.verdict.status];
  } finally {
    await emulator?.stop();
  }
}
