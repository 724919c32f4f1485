import type { Slowdown } from '../../core/compare.js';
import { type ExpectationSeen, sentenceOf } from '../../core/experiments/catalogue.js';
import { judge, type Reason, type Verdict } from '../../core/verdict.js';
import { BUSY_SHARE_ALLOWED } from '../health.js';
import { FILES, type RunRecord } from '../run-record.js';
import type { CountedFinding, Samples, SeenShape } from '../samples/columns.js';
import { observe } from '../samples/observe.js';
import {
  type Distribution,
  type OperationSummary,
  type SecondSummary,
  summarizeDistribution,
  summarizeOperations,
  summarizeSeconds,
} from '../samples/summarize.js';
import { judgeCollateral } from './collateral.js';
import { compareRuns, notCompared, slowReasons } from './compare-runs.js';
import { healthOf } from './how-it-ended.js';
import { loadSamples, samplesOf } from './run-samples.js';

/** A contract case with what came of it. */
export interface CaseResult {
  id: string;
  sentence: string;
  result: 'passed' | 'failed' | 'not run';
  findings: CountedFinding[];
}

/** Everything that a report says of a run. */
export interface RunResult {
  record: RunRecord;
  verdict: Verdict;
  cases: CaseResult[];
  /** Rules broken outside of the contract cases. */
  findings: CountedFinding[];
  operations: OperationSummary[];
  seconds: SecondSummary[];
  distributions: Distribution[];
  /** Shapes of the load run's answers. */
  shapes: SeenShape[];
  /** Against the run before, where there is one. */
  slowdowns: Slowdown[];
  /** Experiments with failed logins: what was expected and seen, accounts that were probed, times by kind of user. */
  expectations: ExpectationSeen[];
  probes: Samples['probes'];
  kinds: Samples['kinds'];
}

function caseResults(record: RunRecord, samples: Samples): CaseResult[] {
  return (record.contract?.cases ?? []).map(({ id, sentence }) => ({
    id,
    sentence,
    result: samples.cases.get(id) ?? 'not run',
    findings: samples.findings.filter((finding) => finding.caseId === id),
  }));
}

function combine(verdicts: readonly Verdict[]): Verdict {
  const reasons = verdicts.flatMap((verdict) => verdict.reasons);
  reasons.sort((a, b) => Number(a.status === 'INCONCLUSIVE') - Number(b.status === 'INCONCLUSIVE'));
  return { status: reasons[0]?.status ?? 'PASS', reasons, gates: verdicts.flatMap((verdict) => verdict.gates) };
}

/** Broken expectations are the target's; those that could not be told keep the run from a verdict. */
function experimentReasons(expectations: readonly ExpectationSeen[]): Reason[] {
  return expectations.flatMap((seen): Reason[] => {
    const text = `${seen.id}: ${sentenceOf(seen)} Seen: ${seen.found}`;
    if (seen.result === 'held') return [];
    return [{ status: seen.result === 'broken' ? 'FAIL' : 'INCONCLUSIVE', text }];
  });
}

/** Works out verdict and numbers of a run from its record and its samples, and from nothing else. */
export async function analyse(folder: string, record: RunRecord): Promise<RunResult> {
  const verdicts: Verdict[] = [];
  const result: RunResult = {
    record,
    verdict: combine([]),
    cases: [],
    findings: [],
    operations: [],
    seconds: [],
    distributions: [],
    shapes: [],
    slowdowns: [],
    expectations: [],
    probes: [],
    kinds: new Map(),
  };
  if (record.contract) {
    const samples = await samplesOf(folder, FILES.contractSamples);
    verdicts.push(judge(record.contract.gates, observe(samples), healthOf('contract', record.contract.ended, samples, FILES.contractLog)));
    result.cases = caseResults(record, samples);
    result.findings.push(...samples.findings.filter((finding) => finding.caseId === ''));
  }
  if (record.load) {
    const { plan, ended } = record.load;
    const samples = await loadSamples(folder, record);
    result.slowdowns = await compareRuns(record, samples);
    const slow = [...slowReasons(result.slowdowns, record.baseline?.allowed ?? 0), ...notCompared(record, result.slowdowns)];
    const collateral = judgeCollateral(plan, samples, record.provider);
    const health = healthOf('load', ended, samples, FILES.log);
    const busy = (ended?.health?.busyShare ?? 0) > BUSY_SHARE_ALLOWED;
    const timing = [...slow, ...experimentReasons(collateral.expectations)];
    // A generator without CPU to spare measures itself.
    const honest = busy ? timing.map((reason): Reason => ({ ...reason, status: 'INCONCLUSIVE' })) : timing;
    verdicts.push(
      judge(
        plan.gates,
        observe(samples),
        [...honest, ...experimentReasons(samples.expectations), ...health, ...(record.load.reasons ?? [])],
        busy,
      ),
    );
    Object.assign(result, {
      expectations: [...samples.expectations, ...collateral.expectations],
      probes: samples.probes,
      kinds: samples.kinds,
    });
    result.findings.push(...samples.findings);
    result.shapes = samples.shapes;
    result.operations = summarizeOperations(plan, samples);
    result.seconds = summarizeSeconds(plan, samples);
    result.distributions = summarizeDistribution(plan, samples);
  }
  result.verdict = combine(verdicts);
  return result;
}
