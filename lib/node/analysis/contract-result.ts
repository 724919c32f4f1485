import { basename, resolve } from 'node:path';
import { judge, mostImportantFirst, type Verdict } from '../../core/verdict.js';
import { FILES, type RunRecord, readRecord } from '../run/run-record.js';
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

async function analyseOne(folder: string, record: RunRecord): Promise<ContractResult> {
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

const RANK = { failed: 0, 'not run': 1, passed: 2 } as const;

/** Each case as it fared worst, for every runner asked the same target. */
function worstOfEach(all: readonly CaseResult[]): CaseResult[] {
  const worst = new Map<string, CaseResult>();
  for (const item of all) {
    const other = worst.get(item.id);
    if (!other || RANK[item.result] < RANK[other.result]) worst.set(item.id, item);
  }
  return Array.from(worst.values());
}

/** The contract runs of runners that shared a load, as one; what is a single runner's says whose. */
async function analyseRunners(folders: readonly string[]): Promise<ContractResult> {
  const parts = await Promise.all(folders.map(async (folder) => analyseOne(folder, await readRecord(folder))));
  const named = parts.map(({ verdict }, i) => {
    const name = basename(folders[i] as string);
    const gates = verdict.gates.map((gate) => ({ ...gate, meaning: `${gate.meaning} (${name})` }));
    return { gates, reasons: verdict.reasons.map((reason) => ({ ...reason, text: `${name}: ${reason.text}` })) };
  });
  const reasons = mostImportantFirst(named.flatMap((part) => part.reasons));
  return {
    cases: worstOfEach(parts.flatMap(({ cases }) => cases)),
    findings: parts.flatMap(({ findings }) => findings),
    wrongAnswers: parts.flatMap(({ wrongAnswers }) => wrongAnswers),
    verdict: { status: reasons[0]?.status ?? 'PASS', reasons, gates: named.flatMap(({ gates }) => gates) },
  };
}

/** Works out verdict and cases of a contract run, or of those of all runners; nothing where the run has none. */
export async function analyseContract(folder: string, record: RunRecord): Promise<ContractResult> {
  const runners = record.load?.runners;
  return runners ? analyseRunners(runners.map((runner) => resolve(folder, runner))) : analyseOne(folder, record);
}
