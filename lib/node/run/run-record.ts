import { existsSync } from 'node:fs';
import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NamedCase } from '../../core/contract/gates.js';
import { type RuleId, rules } from '../../core/contract/rules.js';
import type { Gate } from '../../core/plan/gate.js';
import type { Plan } from '../../core/plan/plan.js';
import type { Provider } from '../../core/provider.js';
import type { Target } from '../../core/target.js';
import { UsageError } from '../../core/usage-error.js';
import type { Reason } from '../../core/verdict.js';
import type { K6Result } from './k6-run.js';

/** What a run set out to do and how far it came: `plan.json`. Everything else in a run directory is made from it and the samples. */
export interface RunRecord {
  id: string;
  startedAt: string;
  profile: string;
  target: Target;
  /** The provider, with what it declares. */
  provider: Provider;
  k6: string;
  /** The rules that something in this run is held to, besides those of single contract cases. */
  rules: RuleId[];
  /** The command that repeats the run; secrets are not in it. */
  again: string;
  /** Whether the target was the emulator, started for the run. */
  emulator?: true;
  /** What the emulator did wrong on purpose. */
  faults?: string[];
  contract?: { cases: NamedCase[]; gates: Gate[]; leftOut: string[]; ended?: K6Result };
  /** `runners`: run directories, as seen from this one, whose samples together are this load's; `reasons`: why they may be no load in common. */
  load?: { plan: Plan; ended?: K6Result; runners?: string[]; reasons?: Reason[] };
  /** The directory, as seen from this one, of the run that this is compared with. */
  baseline?: { folder: string };
  /** Why there is none, where a comparison was asked for. */
  notCompared?: string;
}

/** The files of a run directory. */
export const FILES = {
  plan: 'plan.json',
  samples: 'samples.csv.gz',
  contractSamples: 'contract-samples.csv.gz',
  contract: 'contract.json',
  verdict: 'verdict.json',
  summary: 'summary.json',
  html: 'report.html',
  markdown: 'report.md',
  junit: 'junit.xml',
  log: 'k6.log',
  contractLog: 'k6-contract.log',
} as const;

export function runId(now: Date, profile: string): string {
  return `${now.toISOString().slice(0, 19).replaceAll(':', '-')}-${profile}`;
}

/** The directory of a run that is made here. */
export function runDirectory(id: string): string {
  return join(process.cwd(), 'results', id);
}

/**
 * Makes `results/<run-id>/` below the current folder.
 *
 * @throws UsageError where it cannot be written
 */
export async function makeRunDirectory(id: string): Promise<string> {
  const folder = runDirectory(id);
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    // Two runs of the same second get a folder each.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && existsSync(folder)) return makeRunDirectory(`${id}-${process.pid}`);
    throw new UsageError([`${folder} cannot be written (${(error as Error).message}): run the command where results/ can be made.`]);
  }
  return folder;
}

export async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  await writeFile(join(folder, FILES.plan), `${JSON.stringify(record, null, 2)}\n`);
}

const hasSome = (list: unknown): boolean => Array.isArray(list) && list.length > 0;

/** Whether what was read can be judged by: without gates everything would hold. */
function isWhole(record: Partial<RunRecord> | null): record is RunRecord {
  if (!record?.id || !record.target || !record.provider) return false;
  const { contract, load } = record;
  const isLoad = load !== undefined && hasSome(load?.plan?.phases) && hasSome(load.plan.gates) && Array.isArray(load.plan.operations);
  const isContract = contract !== undefined && hasSome(contract?.cases) && hasSome(contract.gates);
  return (isLoad || load === undefined) && (isContract || contract === undefined) && (isLoad || isContract);
}

/** A record of an earlier version, with what it did not have. */
function upToDate(record: RunRecord): RunRecord {
  const plan = record.load?.plan;
  if (plan) plan.slower ??= 0.15;
  return { ...record, rules: record.rules ?? (Object.keys(rules) as RuleId[]) };
}

/** @throws UsageError where the folder is not a run directory */
export async function readRecord(folder: string): Promise<RunRecord> {
  let problem = `its ${FILES.plan} is not a run record, or not all of one`;
  try {
    const record = JSON.parse(await readFile(join(folder, FILES.plan), 'utf8')) as Partial<RunRecord> | null;
    if (isWhole(record)) return upToDate(record);
  } catch (error) {
    problem = (error as Error).message;
  }
  throw new UsageError([`${folder} is not a run directory: ${problem}. Name a folder such as results/<run-id>.`]);
}
