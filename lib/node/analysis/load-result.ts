import { type Capacity, findCapacity } from '../../core/capacity/capacity.js';
import { type ExpectationSeen, expectationSentence } from '../../core/experiments/catalogue.js';
import { judge, type Reason, type Verdict } from '../../core/verdict.js';
import { FILES, type RunRecord } from '../run/run-record.js';
import type { CountedFinding, Samples, SeenShape, WrongAnswer } from '../samples/columns.js';
import { type Distribution, summarizeDistribution } from '../samples/distribution.js';
import { observe } from '../samples/observe.js';
import { firstSignIns, type OperationSummary, type SecondSummary, summarizeOperations, summarizeSeconds } from '../samples/summarize.js';
import { judgeCollateral } from './collateral.js';
import type { Comparison } from './compare-runs.js';
import { comparisonOf, isBusy } from './comparison.js';
import { connectionReasons } from './connections.js';
import { healthOf, whyNoLoad } from './how-it-ended.js';
import { refusedUsersReason } from './refused-users.js';
import { loadSamples } from './run-samples.js';

/** What came of a load. */
export interface LoadResult extends Comparison {
  verdict: Verdict;
  findings: CountedFinding[];
  wrongAnswers: WrongAnswer[];
  operations: OperationSummary[];
  seconds: SecondSummary[];
  distributions: Distribution[];
  shapes: SeenShape[];
  /** Experiments with failed logins: what was expected and seen, accounts that were probed, times by kind of user. */
  expectations: ExpectationSeen[];
  probes: Samples['probes'];
  kinds: Samples['kinds'];
  /** How much the target takes, where the load climbs in steps. */
  capacity?: Capacity;
}

/** Broken expectations are the target's; those that are unclear keep the run from a verdict. */
function experimentReasons(expectations: readonly ExpectationSeen[]): Reason[] {
  return expectations.flatMap((seen): Reason[] => {
    const text = `${seen.id}: ${expectationSentence(seen)} Seen: ${seen.found}`;
    if (seen.result === 'held' || seen.result === 'skipped') return [];
    return [{ status: seen.result === 'broken' ? 'FAIL' : 'INCONCLUSIVE', text }];
  });
}

/** Works out verdict and numbers of a load that was sent. */
export async function analyseLoad(folder: string, record: RunRecord, load: NonNullable<RunRecord['load']>): Promise<LoadResult> {
  const { plan, ended, reasons = [] } = load;
  const samples = await loadSamples(folder, record);
  const compared = await comparisonOf(folder, record, samples);
  const { slowdowns, tails } = compared.comparison;
  const collateral = judgeCollateral(plan, samples, record.provider);
  const busy = ended?.health && isBusy(record);
  const noticed = experimentReasons(collateral.expectations);
  const others = [
    ...compared.reasons,
    // A generator without CPU to spare measures itself.
    ...(busy ? noticed.map((reason): Reason => ({ ...reason, status: 'INCONCLUSIVE' })) : noticed),
    ...connectionReasons(plan, samples),
    ...refusedUsersReason(samples),
    ...experimentReasons(samples.expectations),
    ...healthOf('load', ended, samples, FILES.log),
    ...reasons,
  ];
  const verdict = judge(plan.gates, observe(samples), others, busy);
  const [operations, seconds] = [summarizeOperations(plan, samples), summarizeSeconds(plan, samples)];
  const share = 1 / (plan.segment?.of ?? 1);
  const climbed = {
    phases: plan.phases,
    gates: verdict.gates,
    operations,
    seconds,
    share,
    generatorBusy: busy === true,
    firstSignIns: firstSignIns(plan, samples),
  };
  // An attack that climbs says nothing of what the target takes.
  const capacity = plan.experiments.length > 0 ? undefined : findCapacity(climbed);
  return {
    verdict,
    findings: samples.findings,
    wrongAnswers: samples.wrongAnswers,
    operations,
    seconds,
    distributions: summarizeDistribution(plan, samples),
    shapes: samples.shapes,
    slowdowns,
    tails,
    expectations: [...samples.expectations, ...collateral.expectations],
    probes: samples.probes,
    kinds: samples.kinds,
    ...(capacity && { capacity }),
  };
}

/** Of a run without load: that there is none, where there was to be one. */
export function withoutLoad(record: RunRecord): LoadResult {
  const text = whyNoLoad(record);
  return {
    verdict: { status: 'PASS', reasons: text === undefined ? [] : [{ status: 'INCONCLUSIVE', text }], gates: [] },
    findings: [],
    wrongAnswers: [],
    operations: [],
    seconds: [],
    distributions: [],
    shapes: [],
    slowdowns: [],
    tails: [],
    expectations: [],
    probes: [],
    kinds: new Map(),
  };
}
