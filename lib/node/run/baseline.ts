import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MS_THAT_COUNT, type Slowdown } from '../../core/compare.js';
import type { TailGrowth } from '../../core/compare-tails.js';
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

/** All that must be the same, by what a person would call it: loads that differ cannot be compared. */
function loadOf({ load, target }: RunRecord): Record<string, unknown> {
  const { tenant, policy, provider, loopback, clientId, scope, tokenUrl } = target;
  const { profile, phases, segment, pool } = load?.plan ?? {};
  return {
    profile,
    'lengths or rates': phases,
    'part of the load': segment,
    'pool or number of users': [pool?.name, pool?.size],
    'provider, tenant, policy, client or scope': [provider, tenant, policy, clientId, scope],
    // An emulator has another port each time.
    host: loopback || new URL(tokenUrl).host,
  };
}

/** What keeps two runs from being compared; empty where nothing does. */
export function differencesOf(record: RunRecord, other: RunRecord): string[] {
  const [one, another] = [loadOf(record), loadOf(other)];
  return Object.keys(one).filter((name) => JSON.stringify(one[name]) !== JSON.stringify(another[name]));
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
  if (!other || !wasPass(before) || !hasSamples(before, other) || !wasSurelySlower(comparedIn(folder))) return folder;
  return unhurried(before, other);
}

/** What was compared of a run, as its summary has it. */
export interface Compared {
  slowdowns: readonly Slowdown[];
  tails: readonly TailGrowth[];
}

// A difference below this is nobody's fault, nor above it where it is a few milliseconds.
const SHARE_THAT_COUNTS = 0.03;

/** Whether a run was slower than the one before it beyond doubt, by however little, or had more slow answers. */
export function wasSurelySlower({ slowdowns, tails }: Compared): boolean {
  const isOfBefore = ({ than, low }: { than: string; low: number }) => than === 'the run before' && low > 1;
  const counts = ({ before, now, ratio }: Slowdown) => now - before > MS_THAT_COUNT || ratio > 1 + SHARE_THAT_COUNTS;
  return slowdowns.some((one) => isOfBefore(one) && counts(one)) || tails.some(isOfBefore);
}

function comparedIn(folder: string): Compared {
  try {
    const { slowdowns = [], tails = [] } = JSON.parse(readFileSync(join(folder, FILES.summary), 'utf8')) as Partial<Compared>;
    return { slowdowns, tails };
  } catch {
    return { slowdowns: [], tails: [] };
  }
}

// A run that was merged has those of its parts.
const hasSamples = (folder: string, { load }: RunRecord): boolean => load?.runners !== undefined || existsSync(join(folder, FILES.samples));

/** The run to compare with, or why there is none. */
export type Baseline = { folder: string } | { none: string };

/** The newest run in a folder that passed and can be compared with this one. */
async function lastPass(record: RunRecord, results: string): Promise<Baseline> {
  let newest: string | undefined;
  const nobody = { none: `no run of profile ${record.profile} has passed yet` };
  if (!existsSync(results)) return nobody;
  // A copy that broke off has a name that begins with a dot.
  const ids = readdirSync(results).filter((name) => !name.startsWith('.'));
  for (const id of ids.sort().reverse()) {
    const folder = join(results, id);
    if (id === record.id || !existsSync(join(folder, FILES.plan)) || !wasPass(folder)) continue;
    const other = await readRecord(folder).catch(() => undefined);
    if (!other || other.faults || other.profile !== record.profile || !hasSamples(folder, other)) continue;
    const differences = differencesOf(record, other);
    if (differences.length === 0) return { folder: await unhurried(folder, other) };
    newest ??= `the newest, ${id}, has another ${differences.join(', ')}`;
  }
  return newest === undefined ? nobody : { none: `no run that passed had this load and target: ${newest}` };
}

/**
 * Finds the run to compare with.
 *
 * @param wanted a run directory, or `last` for the newest one that passed
 * @param results where that is looked for
 * @throws UsageError where the directory that was named is none, or its load was another
 */
export async function findBaseline(wanted: string, record: RunRecord, results = join(process.cwd(), 'results')): Promise<Baseline> {
  if (wanted.trim() === '')
    throw new UsageError(['--baseline is empty: it takes a run directory, or "last". Give it one, or leave it out.']);
  if (wanted === 'last') return lastPass(record, results);
  const other = await readRecord(wanted);
  const differences = differencesOf(record, other);
  if (differences.length === 0) {
    if (other.faults) console.error(`note: in ${wanted} the emulator went wrong on purpose (${other.faults.join(', ')}).`);
    if (!wasPass(wanted)) console.error(`note: ${wanted} is not a run that passed: being as fast as it may mean little.`);
    return { folder: wanted };
  }
  throw new UsageError([`--baseline ${wanted} has another ${differences.join(', ')}: nothing can be compared.`]);
}
