import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Compared, cannotTell, isSlower, type Slowdown, slowdown } from '../../core/compare.js';
import { hasGrown, type TailGrowth, tailGrowth } from '../../core/compare-tails.js';
import { requestsIn } from '../../core/plan/load.js';
import type { Reason } from '../../core/verdict.js';
import { FILES, type RunRecord, readRecord } from '../run/run-record.js';
import type { Samples } from '../samples/columns.js';
import { goodSeconds, secondMedians } from '../samples/seconds.js';
import { loadSamples } from './run-samples.js';

const THE_RUN_BEFORE = 'the run before';

/** Typical latencies, and how many answers are slow, against those of another time. */
export interface Comparison {
  slowdowns: Slowdown[];
  tails: TailGrowth[];
}

/** The samples and phase that one is compared with. */
interface Other {
  samples: Samples;
  phase: string;
}

function compareOne(compared: Compared, other: Other, samples: Samples, allowed: number): Comparison {
  const { op, phase } = compared;
  const typical = slowdown(compared, secondMedians(other.samples, op, other.phase), secondMedians(samples, op, phase));
  const tail = tailGrowth(compared, goodSeconds(other.samples, op, other.phase), goodSeconds(samples, op, phase), allowed);
  return { slowdowns: typical ? [typical] : [], tails: tail ? [tail] : [] };
}

const together = (all: readonly Comparison[]): Comparison => ({
  slowdowns: all.flatMap(({ slowdowns }) => slowdowns),
  tails: all.flatMap(({ tails }) => tails),
});

/**
 * Every operation and measured phase against the same of the run before.
 *
 * @param folder the run directory
 */
async function compareWithBefore(folder: string, { load, baseline }: RunRecord, samples: Samples): Promise<Comparison> {
  if (!load || baseline === undefined) return { slowdowns: [], tails: [] };
  const folderBefore = resolve(folder, baseline.folder);
  if (!existsSync(join(folderBefore, FILES.plan))) return { slowdowns: [], tails: [] };
  const before = await loadSamples(folderBefore, await readRecord(folderBefore));
  if (before.cut) return { slowdowns: [], tails: [] };
  const measured = load.plan.phases.filter((phase) => phase.measured);
  return together(
    load.plan.operations.flatMap(({ name: op }) =>
      measured.map(({ name: phase }) =>
        compareOne({ op, phase, than: THE_RUN_BEFORE }, { samples: before, phase }, samples, load.plan.slower),
      ),
    ),
  );
}

/** Two phases of one run against each other, where its profile asks for it: does anything wear out? */
function comparePhases({ load }: RunRecord, samples: Samples): Comparison {
  if (!load?.plan.compare) return { slowdowns: [], tails: [] };
  const [than, phase] = load.plan.compare;
  return together(
    load.plan.operations.map(({ name: op }) => compareOne({ op, phase, than }, { samples, phase: than }, samples, load.plan.slower)),
  );
}

/**
 * All that a run's latencies are compared with.
 *
 * @param folder the run directory
 */
export async function compare(folder: string, record: RunRecord, samples: Samples): Promise<Comparison> {
  return together([await compareWithBefore(folder, record, samples), comparePhases(record, samples)]);
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** "14 % faster" */
const change = (ratio: number): string => `${Math.abs(Math.round((ratio - 1) * 100))} % ${ratio < 1 ? 'faster' : 'slower'}`;

function slowReason(one: Slowdown, isSure: boolean): Reason {
  const { op, phase, than, before, now, low, high } = one;
  const interval = `${change(low)} to ${change(high)} (95 % confidence)`;
  const seen = `${before.toFixed(1)} ms then, ${now.toFixed(1)} ms now, ${interval}`;
  if (isSure) return { status: 'FAIL', text: `${op} is slower than ${than} (${phase}): ${seen}` };
  return { status: 'INCONCLUSIVE', text: `whether ${op} is slower than ${than} is unclear (${phase}): ${seen}` };
}

function tailReason({ op, phase, than, msBefore, ms, p95Before, p95, before, now, low }: TailGrowth): Reason {
  const then = `${percent(before)} took longer than ${msBefore.toFixed(1)} ms then`;
  const seen = `${percent(now)} of the answers took longer than ${ms.toFixed(1)} ms, ${then} (surely ${low.toFixed(1)} times as many)`;
  return {
    status: 'FAIL',
    text: `${op} has more slow answers than ${than} (${phase}): ${seen}; p95 was ${p95Before.toFixed(1)} ms, and is ${p95.toFixed(1)} ms`,
  };
}

/**
 * What is slower than is allowed, or may be.
 *
 * @param allowed 0.15 for 15 %
 */
export function slowReasons({ slowdowns, tails }: Comparison, allowed: number): Reason[] {
  const typical = slowdowns
    .filter((one) => isSlower(one, allowed) || cannotTell(one, allowed))
    .map((one) => slowReason(one, isSlower(one, allowed)));
  // Where all answers are slower their tail is, too.
  const isSaid = ({ op, phase, than }: TailGrowth) =>
    slowdowns.some((one) => one.op === op && one.phase === phase && one.than === than && isSlower(one, allowed));
  return [...typical, ...tails.filter((one) => hasGrown(one) && !isSaid(one)).map(tailReason)];
}

/** What should have been compared, with what. */
function wanted({ load, baseline }: RunRecord): Compared[] {
  if (!load) return [];
  const { operations, phases, compare: own } = load.plan;
  const measured = phases.filter((phase) => phase.measured);
  return operations.flatMap(({ name: op }) => [
    ...(baseline
      ? measured.filter((phase) => requestsIn(phase, op) > 0).map(({ name }) => ({ op, phase: name, than: THE_RUN_BEFORE }))
      : []),
    ...(own ? [{ op, phase: own[1], than: own[0] }] : []),
  ]);
}

/** What the run before lacks to be compared with; undefined where nothing. */
async function lackOf(before: string): Promise<string | undefined> {
  if (!existsSync(join(before, FILES.plan))) return 'it is not there any more';
  const { cut } = await loadSamples(before, await readRecord(before));
  return cut ? 'its samples are truncated or missing' : undefined;
}

/** A comparison that was asked for and could not be made is no evidence that nothing is slower. */
export async function missingComparisons(folder: string, record: RunRecord, slowdowns: readonly Slowdown[]): Promise<Reason[]> {
  const isMade = ({ op, phase, than }: Compared) => slowdowns.some((one) => one.op === op && one.phase === phase && one.than === than);
  const { baseline } = record;
  const missing = wanted(record).filter((one) => !isMade(one));
  const lacks = missing.length > 0 && baseline ? await lackOf(resolve(folder, baseline.folder)) : undefined;
  return missing.map(({ op, phase, than }) => {
    const why = (than === THE_RUN_BEFORE && lacks) || 'there are too few seconds on one side';
    return { status: 'INCONCLUSIVE', text: `${op} (${phase}) cannot be compared with ${than}: ${why}` };
  });
}
