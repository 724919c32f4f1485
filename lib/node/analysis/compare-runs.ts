import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Compared, cannotTell, isSlower, type Slowdown, slowdown } from '../../core/compare.js';
import { hasGrown, type TailGrowth, tailGrowth } from '../../core/compare-tails.js';
import { requestsIn } from '../../core/plan/load.js';
import type { Reason } from '../../core/verdict.js';
import { FILES, type RunRecord, readRecord } from '../run/run-record.js';
import type { Samples } from '../samples/columns.js';
import { goodSeconds, secondMedians } from '../samples/seconds.js';
import { loadSamples } from './run-samples.js';

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

function compareOne(compared: Compared, other: Other, samples: Samples): Comparison {
  const { op, phase } = compared;
  const typical = slowdown(compared, secondMedians(other.samples, op, other.phase), secondMedians(samples, op, phase));
  const tail = tailGrowth(compared, goodSeconds(other.samples, op, other.phase), goodSeconds(samples, op, phase));
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
  const measured = load.plan.phases.filter((phase) => phase.measured);
  return together(
    load.plan.operations.flatMap(({ name: op }) =>
      measured.map(({ name: phase }) => compareOne({ op, phase, than: 'the run before' }, { samples: before, phase }, samples)),
    ),
  );
}

/** Two phases of one run against each other, where its profile asks for it: does anything wear out? */
function comparePhases({ load }: RunRecord, samples: Samples): Comparison {
  if (!load?.plan.compare) return { slowdowns: [], tails: [] };
  const [than, phase] = load.plan.compare;
  return together(load.plan.operations.map(({ name: op }) => compareOne({ op, phase, than }, { samples, phase: than }, samples)));
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

function slowReason(one: Slowdown, isSure: boolean): Reason {
  const { op, phase, than, before, now, low, high } = one;
  const interval = `${Math.round((low - 1) * 100)} to ${Math.round((high - 1) * 100)} % slower (95 % confidence)`;
  const seen = `${before.toFixed(1)} ms then, ${now.toFixed(1)} ms now, ${interval}`;
  if (isSure) return { status: 'FAIL', text: `${op} is slower than ${than} (${phase}): ${seen}` };
  return { status: 'INCONCLUSIVE', text: `whether ${op} is slower than ${than} is unclear (${phase}): ${seen}` };
}

function tailReason({ op, phase, than, ms, p95, before, now, low }: TailGrowth): Reason {
  const seen = `${percent(now)} of the answers took longer than ${ms.toFixed(1)} ms, ${percent(before)} then (surely ${low.toFixed(1)} times as many)`;
  return { status: 'FAIL', text: `${op} has more slow answers than ${than} (${phase}): ${seen}; p95 is ${p95.toFixed(1)} ms` };
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

/** A comparison that was asked for and could not be made is no evidence that nothing is slower. */
export function missingComparisons(folder: string, { load, baseline }: RunRecord, slowdowns: readonly Slowdown[]): Reason[] {
  if (!load || !baseline) return [];
  const measured = load.plan.phases.filter((phase) => phase.measured);
  const missing = load.plan.operations.flatMap(({ name }) =>
    measured
      .filter(
        (phase) =>
          requestsIn(phase, name) > 0 &&
          !slowdowns.some((one) => one.op === name && one.phase === phase.name && one.than === 'the run before'),
      )
      .map((phase) => `${name} (${phase.name})`),
  );
  if (missing.length === 0) return [];
  const isThere = existsSync(join(resolve(folder, baseline.folder), FILES.plan));
  const why = isThere ? 'its samples, or those of this run, hold too few seconds' : 'it is not there any more';
  return [{ status: 'INCONCLUSIVE', text: `${missing.join(', ')} cannot be compared with ${basename(baseline.folder)}: ${why}` }];
}
