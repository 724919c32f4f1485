import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { judge, type Reason, type Verdict } from '../core/verdict.js';
import type { K6Result } from './k6-run.js';
import { FILES, type RunRecord } from './run-record.js';
import { type CountedFinding, noSamples, type Samples, type SeenShape } from './samples/columns.js';
import { observe } from './samples/observe.js';
import { readSamples } from './samples/read.js';
import { type OperationSummary, type SecondSummary, summarizeOperations, summarizeSeconds } from './samples/summarize.js';

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
  /** Shapes of the load run's answers. */
  shapes: SeenShape[];
}

const K6_ENDED: Record<number, string> = {
  104: 'k6 refused its configuration',
  105: 'k6 was interrupted',
  107: 'the script threw an exception',
  108: 'the script gave up',
  109: 'k6 itself crashed',
};

function healthOf(what: string, ended: K6Result | undefined, samples: Samples, log: string): Reason[] {
  const reasons: string[] = [];
  if (!ended) reasons.push(`the ${what} run did not come to its end`);
  else if (ended.interrupted) reasons.push(`the ${what} run was interrupted: only what it had measured is here`);
  else if (ended.code !== 0 && ended.code !== 99) {
    const meaning = ended.code === null ? 'k6 was killed' : (K6_ENDED[ended.code] ?? `k6 ended with exit code ${ended.code}`);
    reasons.push(`the ${what} run broke off: ${meaning} (see ${log})`);
  }
  if (samples.cut) reasons.push(`the samples of the ${what} run end in the middle`);
  return reasons.map((text) => ({ status: 'INCONCLUSIVE', text }));
}

async function samplesOf(folder: string, file: string): Promise<Samples> {
  const path = join(folder, file);
  if (existsSync(path)) return readSamples(path);
  return noSamples();
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

/** Works out verdict and numbers of a run from its record and its samples, and from nothing else. */
export async function analyse(folder: string, record: RunRecord): Promise<RunResult> {
  const verdicts: Verdict[] = [];
  const result: RunResult = { record, verdict: combine([]), cases: [], findings: [], operations: [], seconds: [], shapes: [] };
  if (record.contract) {
    const samples = await samplesOf(folder, FILES.contractSamples);
    verdicts.push(judge(record.contract.gates, observe(samples), healthOf('contract', record.contract.ended, samples, FILES.contractLog)));
    result.cases = caseResults(record, samples);
    result.findings.push(...samples.findings.filter((finding) => finding.caseId === ''));
  }
  if (record.load) {
    const samples = await samplesOf(folder, FILES.samples);
    verdicts.push(judge(record.load.plan.gates, observe(samples), healthOf('load', record.load.ended, samples, FILES.log)));
    result.findings.push(...samples.findings);
    result.shapes = samples.shapes;
    result.operations = summarizeOperations(record.load.plan, samples);
    result.seconds = summarizeSeconds(record.load.plan, samples);
  }
  result.verdict = combine(verdicts);
  return result;
}
