import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MS_THAT_COUNT, type Slowdown } from '../../core/compare.js';
import { UsageError } from '../../core/usage-error.js';
import { FILES, type RunRecord, readRecord } from './run-record.js';

function wasPass(folder: string): boolean {
  const file = join(folder, FILES.verdict);
  try {
    return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { status: string }).status === 'PASS';
  } catch {
    return false;
  }
}

/** Loads that differ cannot be compared: the same profile, lengths, rates and users, on the same target. */
function isComparable(record: RunRecord, other: RunRecord): boolean {
  const shape = ({ load, target }: RunRecord) => {
    const { tenant, policy, provider, loopback, clientId, scope, tokenUrl } = target;
    // An emulator has another port each time.
    const host = loopback ? '' : new URL(tokenUrl).host;
    const { profile, phases, segment, pool } = load?.plan ?? {};
    return JSON.stringify([profile, phases, segment, pool?.name, pool?.size, provider, tenant, policy, clientId, scope, loopback, host]);
  };
  return shape(record) === shape(other);
}

/**
 * A run that passed, and was surely slower than the one it was compared with, is no new measure: else a target could become a
 * little slower each night for ever.
 */
async function unhurried(folder: string, record: RunRecord): Promise<string> {
  const { baseline } = record;
  if (!baseline) return folder;
  const before = resolve(folder, baseline.folder);
  const other = await readRecord(before).catch(() => undefined);
  const slowdowns = slowdownsOf(folder).filter(({ than }) => than === 'the run before');
  if (
    !other ||
    !wasPass(before) ||
    !hasSamples(before, other) ||
    !slowdowns.some(({ low, before: then, now }) => low > 1 && now - then > MS_THAT_COUNT)
  )
    return folder;
  return unhurried(before, other);
}

function slowdownsOf(folder: string): Slowdown[] {
  try {
    return (JSON.parse(readFileSync(join(folder, FILES.summary), 'utf8')) as { slowdowns?: Slowdown[] }).slowdowns ?? [];
  } catch {
    return [];
  }
}

// A run that was merged has those of its parts.
const hasSamples = (folder: string, { load }: RunRecord): boolean => load?.runners !== undefined || existsSync(join(folder, FILES.samples));

/** The run to compare with, or why there is none. */
export type Baseline = { folder: string } | { none: string };

/** The newest run that passed and can be compared with this one. */
async function lastPass(record: RunRecord): Promise<Baseline> {
  const results = join(process.cwd(), 'results');
  let newest: string | undefined;
  const nobody = { none: `no run of profile ${record.profile} has passed yet` };
  if (!existsSync(results)) return nobody;
  for (const id of readdirSync(results).sort().reverse()) {
    const folder = join(results, id);
    if (id === record.id || !existsSync(join(folder, FILES.plan)) || !wasPass(folder)) continue;
    const other = await readRecord(folder).catch(() => undefined);
    if (!other || other.faults || other.profile !== record.profile || !hasSamples(folder, other)) continue;
    if (isComparable(record, other)) return { folder: await unhurried(folder, other) };
    newest ??= id;
  }
  if (newest === undefined) return nobody;
  return { none: `${newest} passed with other rates, lengths or users, or at another target, and so did all before it` };
}

/**
 * Finds the run to compare with.
 *
 * @param wanted a run directory, or `last` for the newest one that passed
 * @throws UsageError where the directory that was named is none, or its load was another
 */
export async function findBaseline(wanted: string, record: RunRecord): Promise<Baseline> {
  if (wanted.trim() === '')
    throw new UsageError(['--baseline is empty: it takes a run directory, or "last". Give it one, or leave it out.']);
  if (wanted === 'last') return lastPass(record);
  const other = await readRecord(wanted);
  if (isComparable(record, other)) {
    if (other.faults) console.error(`note: in ${wanted} the emulator went wrong on purpose (${other.faults.join(', ')}).`);
    if (!wasPass(wanted)) console.error(`note: ${wanted} is not a run that passed: being as fast as it may mean little.`);
    return { folder: wanted };
  }
  throw new UsageError([
    `--baseline ${wanted}: it had another profile, other rates, lengths or users, or another target: nothing can be compared.`,
  ]);
}
