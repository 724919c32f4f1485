import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { type Plan, wholeGates } from '../../core/plan/plan.js';
import { UsageError } from '../../core/usage-error.js';
import { EXIT_CODE } from '../../core/verdict.js';
import { analyse } from '../analysis/analyse.js';
import { loadSamples } from '../analysis/run-samples.js';
import { spanOf, timeReasons } from '../analysis/shared-time.js';
import { printResult } from '../print-result.js';
import { writeReports } from '../report/write.js';
import type { K6Result } from '../run/k6-run.js';
import { FILES, makeRunDirectory, type RunRecord, readRecord, runDirectory, runId, writeRecord } from '../run/run-record.js';
import { quoted } from '../settings-flags.js';

function loadOf(record: RunRecord, folder: string): NonNullable<RunRecord['load']> {
  if (record.load) return record.load;
  throw new UsageError([`${folder} holds no load run: only those can be merged.`]);
}

/** All that must be the same for every part of a load, by what a person would call it. */
function wholeOf(plan: Plan, faults: RunRecord['faults'] = []): Record<string, unknown> {
  const { profile, phases, target, operations, pool, cohorts } = plan;
  return {
    profile,
    target,
    'lengths or rates': phases,
    users: [pool, cohorts],
    faults,
    'rates or SLOs': operations,
    'SLOs or time limit': wholeGates(plan),
  };
}

/** What two parts do not have in common; undefined where they are of one load. */
function differenceOf(one: Record<string, unknown>, other: Record<string, unknown>): string | undefined {
  return Object.keys(one).find((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
}

/**
 * The runs of several runners must be parts of one load, and every part must be there.
 *
 * @throws UsageError
 */
function checkParts(folders: readonly string[], records: readonly RunRecord[]): void {
  const plans = records.map((record, i) => loadOf(record, folders[i] as string).plan);
  const whole = wholeOf(plans[0] as Plan, records[0]?.faults);
  for (const [i, plan] of plans.entries()) {
    const difference = differenceOf(whole, wholeOf(plan, records[i]?.faults));
    if (difference !== undefined)
      throw new UsageError([`${folders[i]} is of another load than ${folders[0]}: ${difference} must be the same.`]);
  }
  const segments = plans.map(({ segment }) => (segment ? `${segment.index}/${segment.of}` : 'all of it'));
  const of = plans[0]?.segment?.of ?? 0;
  const wanted = Array.from({ length: of }, (_, i) => `${i + 1}/${of}`);
  const missing = wanted.filter((part) => !segments.includes(part));
  const lacks = missing.length > 0 ? ` Missing: ${missing.join(', ')}; name each part's folder once.` : '';
  if (of < 2 || [...segments].sort().join() !== [...wanted].sort().join())
    throw new UsageError([
      `these are the parts ${segments.join(', ')}: a load that was run with --segment is merged from all of its parts, each once.${lacks}`,
    ]);
}

/** @throws UsageError where two parts have the very same samples, so that one of them is a copy */
async function checkSamples(folders: readonly string[]): Promise<void> {
  const seen = new Map<string, string>();
  for (const folder of folders) {
    const samples = await readFile(join(folder, FILES.samples)).catch(() => undefined);
    if (!samples) continue;
    const hash = createHash('sha256').update(samples).digest('hex');
    const other = seen.get(hash);
    if (other !== undefined) throw new UsageError([`${folder} has the samples of ${other}: each part brings its own.`]);
    seen.set(hash, folder);
  }
}

/** The end of the runner that fared worst: one that broke off, or else the busiest. Undefined where one has no end at all. */
function worstEnd(records: readonly RunRecord[]): K6Result | undefined {
  const ends = records.map((record) => record.load?.ended);
  if (ends.some((ended) => !ended)) return undefined;
  const known = ends as K6Result[];
  const spans = known.flatMap(({ span }) => (span ? [span] : []));
  const span = { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) };
  const broken = known.find(({ code, interrupted }) => interrupted || (code !== 0 && code !== 99));
  const { span: _, ...worst } =
    broken ?? known.reduce((worst, one) => ((one.health?.busyShare ?? 0) > (worst.health?.busyShare ?? 0) ? one : worst));
  // From the first that began to the last that ended, for the samples are of all of them.
  return spans.length < known.length ? worst : { ...worst, span };
}

/**
 * Merges the runs of several runners into one: verdict and report are made from all their samples.
 *
 * @returns the exit code of the verdict
 * @throws UsageError where they do not belong together
 */
export async function mergeCommand(folders: readonly string[]): Promise<number> {
  const records = await Promise.all(folders.map(readRecord));
  checkParts(folders, records);
  await checkSamples(folders);
  const first = records[0] as RunRecord;
  const { segment: _, ...plan } = loadOf(first, folders[0] as string).plan;
  const ended = worstEnd(records);
  const id = runId(new Date(), `${first.profile}-merged`);
  const runners = folders.map((folder) => relative(runDirectory(id), folder));
  const record: RunRecord = {
    ...first,
    id,
    again: `npx k6-ropc merge ${folders.map(quoted).join(' ')}`,
    load: { plan: { ...plan, gates: wholeGates(plan) }, runners, ...(ended && { ended }) },
  };
  // Of the contract runs of all parts it is read how they ended; the whole is compared with no other run.
  delete record.contract?.ended;
  delete record.baseline;
  delete record.notCompared;
  const spans = await Promise.all(records.map(async (part, i) => spanOf(await loadSamples(folders[i] as string, part))));
  const reasons = timeReasons(spans, plan.phases);
  if (record.load && reasons.length > 0) record.load.reasons = reasons;
  const folder = await makeRunDirectory(record.id);
  record.id = basename(folder);
  await writeRecord(folder, record);
  const result = await analyse(folder, record);
  await writeReports(folder, result);
  printResult(result, relative(process.cwd(), folder));
  return EXIT_CODE[result.verdict.status];
}
