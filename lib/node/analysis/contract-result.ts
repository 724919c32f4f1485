import { judge, type Verdict } from '../../core/verdict.js';
import { FILES, type RunRecord } from '../run/run-record.js';
import type { CountedFinding, Samples, WrongAnswer } from '../samples/columns.js';
import { observe } from '../samples/observe.js';
import { healthOf } from './how-it-ended.js';
import { samplesOf } from './run-samples.js';

/** A contract case with what came of it. */
export interface CaseResult {
  id: string;
  sentence: string;
  result: 'passed' | 'failed' | 'not run';
  /** What came of its last request, an outcome and the provider's code; or why it was not run. */
  seen?: string;
  findings: CountedFinding[];
}

/** What came of a contract run. */
export interface ContractResult {
  verdict: Verdict;
  cases: CaseResult[];
  /** Rules broken outside of the cases. */
  findings: CountedFinding[];
  wrongAnswers: WrongAnswer[];
}

function caseResults(record: RunRecord, samples: Samples): CaseResult[] {
  return (record.contract?.cases ?? []).map(({ id, sentence }) => ({
    id,
    sentence,
    result: samples.cases.get(id) ?? 'not run',
    ...(samples.casesSeen.get(id) && { seen: samples.casesSeen.get(id) as string }),
    findings: samples.findings.filter((finding) => finding.caseId === id),
  }));
}

/** Works out verdict and cases of a contract run; nothing where the run has none. */
export async function analyseContract(folder: string, record: RunRecord): Promise<ContractResult> {
  if (!record.contract) return { cases: [], findings: [], wrongAnswers: [], verdict: { status: 'PASS', reasons: [], gates: [] } };
  const { gates, ended } = record.contract;
  const samples = await samplesOf(folder, FILES.contractSamples);
  const verdict = judge(gates, observe(samples), healthOf('contract', ended, samples, FILES.contractLog));
  return {
    cases: caseResults(record, samples),
    findings: samples.findings.filter((finding) => finding.caseId === ''),
    wrongAnswers: samples.wrongAnswers,
    verdict,
  };
}
