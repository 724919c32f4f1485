import { join } from 'node:path';
import { formatDuration } from '../../core/duration.js';
import { expectationsInK6 } from '../../core/experiments/catalogue.js';
import { phaseAt } from '../../core/plan/phase.js';
import type { Plan } from '../../core/plan/plan.js';
import { rateAt } from '../../core/plan/risks.js';
import { analyseContract } from '../analysis/contract-result.js';
import { whyNoLoad } from '../analysis/how-it-ended.js';
import { type K6Run, runK6 } from './k6-run.js';
import { liveNote } from './live.js';
import { FILES, type RunRecord, writeRecord } from './run-record.js';

/** What k6 is started with. */
export interface K6Start {
  program: string;
  /** ROPC_* settings. */
  settings: Record<string, string>;
  /** Name of the load's bundle in dist/. */
  scenario: string;
  /** More of k6's own options, for the load. */
  more: readonly string[];
}

/** What k6 is started with for the contract, and its progress. */
export function contractRun(
  folder: string,
  { program, settings }: Pick<K6Start, 'program' | 'settings'>,
  label: string,
  total: number,
): K6Run {
  const files = { samples: join(folder, FILES.contractSamples), log: join(folder, FILES.contractLog) };
  const at: K6Run['progress']['at'] = (_, numbers) => {
    const done = numbers?.cases ?? 0;
    return { done, note: `${done} of ${total} cases` };
  };
  return { program, bundle: 'contract', settings, ...files, progress: { label, total, at } };
}

/** What goes on so many ms after the start, and the requests a second that are asked for then, of this runner. */
export function momentOf({ phases, operations, length, segment, experiments }: Plan, elapsed: number): { phase: string; rate: number } {
  if (elapsed < length) return { phase: phaseAt(phases, elapsed).name, rate: rateAt(phases, operations, elapsed) / (segment?.of ?? 1) };
  if (expectationsInK6(experiments).length === 0) return { phase: 'waiting for answers', rate: 0 };
  return { phase: `experiments, ${formatDuration(Math.ceil((elapsed - length) / 1_000) * 1_000)} so far`, rate: 0 };
}

async function carryOutLoad(folder: string, label: string, load: NonNullable<RunRecord['load']>, start: K6Start): Promise<void> {
  const { program, settings, scenario: bundle, more } = start;
  const { plan } = load;
  const files = { samples: join(folder, FILES.samples), log: join(folder, FILES.log) };
  const at: K6Run['progress']['at'] = (elapsed, numbers, got) => {
    const { phase, rate } = momentOf(plan, elapsed);
    return { done: Math.min(elapsed, plan.length), note: liveNote(phase, rate, got, numbers) };
  };
  const progress = { label, total: plan.length, at };
  load.ended = await runK6({ program, bundle, settings, ...files, progress, more, outputs: process.env.K6_OUT });
}

/** What came of the contract run, before a load that may take long. */
async function tellContract(folder: string, record: RunRecord): Promise<void> {
  const { cases } = await analyseContract(folder, record);
  const passed = cases.filter(({ result }) => result === 'passed').length;
  console.error(`contract: ${passed} of ${cases.length} cases passed${passed < cases.length ? ', what was wrong comes at the end' : ''}`);
}

/** Runs k6 for the contract, then for the load, as far as the record has them; how each ended goes into the record. */
export async function carryOut(folder: string, record: RunRecord, start: K6Start): Promise<void> {
  const { contract, load, profile } = record;
  await writeRecord(folder, record);
  if (contract) {
    contract.ended = await runK6(contractRun(folder, start, 'contract', contract.cases.length));
    await writeRecord(folder, record);
    if (load) await tellContract(folder, record);
  }
  if (load && !whyNoLoad(record)) {
    await carryOutLoad(folder, profile, load, start);
    await writeRecord(folder, record);
  }
}
