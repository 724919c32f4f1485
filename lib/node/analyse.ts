import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isSlower, type Slowdown, slowdown } from '../core/compare.js';
import { type ExpectationSeen, sentenceOf } from '../core/experiments/catalogue.js';
import { requestsIn } from '../core/plan/load.js';
import { judge, type Reason, type Verdict } from '../core/verdict.js';
import { judgeCollateral } from './collateral.js';
import { BUSY_SHARE_ALLOWED } from './health.js';
import type { K6Result } from './k6-run.js';
import { FILES, type RunRecord, readRecord } from './run-record.js';
import { type CountedFinding, noSamples, type Samples, type SeenShape } from './samples/columns.js';
import { mergeSamples } from './samples/merge.js';
import { observe } from './samples/observe.js';
import { readSamples } from './samples/read.js';
import {
  type Distribution,
  type OperationSummary,
  type SecondSummary,
  secondMedians,
  summarizeDistribution,
  summarizeOperations,
  summarizeSeconds,
} from './samples/summarize.js';

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

const K6_ENDED: Record<number, string> = {
  104: 'k6 refused its configuration',
  105: 'k6 was interrupted',
  107: 'the script threw an exception',
  108: 'the script gave up',
  109: 'k6 itself crashed',
};

function endOf(what: string, ended: K6Result | undefined, log: string): string | undefined {
  if (!ended) return `the ${what} run did not come to its end`;
  if (ended.interrupted) return `the ${what} run was interrupted: only what it had measured is here`;
  if (ended.code === 0 || ended.code === 99) return undefined;
  const meaning = ended.code === null ? 'k6 was killed' : (K6_ENDED[ended.code] ?? `k6 ended with exit code ${ended.code}`);
  return `the ${what} run broke off: ${meaning} (see ${log})`;
}

function healthOf(what: string, ended: K6Result | undefined, samples: Samples, log: string): Reason[] {
  const reasons = [endOf(what, ended, log)];
  if (samples.cut) reasons.push(`the samples of the ${what} run end in the middle`);
  const { health } = ended ?? {};
  if (health && health.busyShare > BUSY_SHARE_ALLOWED) {
    const share = Math.round(health.busyShare * 100);
    reasons.push(`the generator was the bottleneck: k6 had next to all of ${health.cores} cores in ${share} % of the seconds`);
  }
  return reasons.filter((text): text is string => text !== undefined).map((text) => ({ status: 'INCONCLUSIVE', text }));
}

async function samplesOf(folder: string, file: string): Promise<Samples> {
  const path = join(folder, file);
  if (existsSync(path)) return readSamples(path);
  return noSamples();
}

/** The load run's samples: its own, or those of the runners that shared it. */
async function loadSamples(folder: string, { load }: RunRecord): Promise<Samples> {
  const folders = load?.runners ?? [folder];
  return folders.length === 1
    ? samplesOf(folders[0] as string, FILES.samples)
    : mergeSamples(await Promise.all(folders.map((one) => samplesOf(one, FILES.samples))));
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

/** Every operation and measured phase against the same of the run before. */
async function compareRuns(record: RunRecord, samples: Samples): Promise<Slowdown[]> {
  const { load, baseline } = record;
  if (!load || baseline === undefined || !existsSync(join(baseline.folder, FILES.plan))) return [];
  const before = await loadSamples(baseline.folder, await readRecord(baseline.folder));
  const measured = load.plan.phases.filter((phase) => phase.measured);
  return load.plan.operations.flatMap(({ name }) =>
    measured.flatMap((phase) => {
      const one = slowdown(name, phase.name, secondMedians(before, name, phase.name), secondMedians(samples, name, phase.name));
      return one ? [one] : [];
    }),
  );
}

function slowReasons(slowdowns: readonly Slowdown[], allowed: number): Reason[] {
  return slowdowns
    .filter((one) => isSlower(one, allowed))
    .map(({ op, phase, before, now, low, high }) => {
      const interval = `${Math.round((low - 1) * 100)} to ${Math.round((high - 1) * 100)} % slower (95 % confidence)`;
      return {
        status: 'FAIL',
        text: `${op} is slower than the run before (${phase}): ${before.toFixed(1)} ms then, ${now.toFixed(1)} ms now, ${interval}`,
      };
    });
}

/** A comparison that was asked for and could not be made is no evidence that nothing is slower. */
function notCompared({ load, baseline }: RunRecord, slowdowns: readonly Slowdown[]): Reason[] {
  if (!load || !baseline) return [];
  const measured = load.plan.phases.filter((phase) => phase.measured);
  const missing = load.plan.operations.flatMap(({ name }) =>
    measured
      .filter((phase) => requestsIn(phase, name) > 0 && !slowdowns.some((one) => one.op === name && one.phase === phase.name))
      .map((phase) => `${name} (${phase.name})`),
  );
  if (missing.length === 0) return [];
  return [
    {
      status: 'INCONCLUSIVE',
      text: `${missing.join(', ')} cannot be compared with ${baseline.folder}: its samples or this run's hold too few seconds`,
    },
  ];
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
