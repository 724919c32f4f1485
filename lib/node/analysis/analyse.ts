import { mostImportantFirst, type Verdict } from '../../core/verdict.js';
import type { RunRecord } from '../run/run-record.js';
import { analyseContract, type ContractResult } from './contract-result.js';
import { whyNoLoad } from './how-it-ended.js';
import { analyseLoad, type LoadResult, withoutLoad } from './load-result.js';
import { fewOfEachKind } from './wrong-answers.js';

/** A report has no room for more. */
const MOST_WRONG = 100;

/** Everything that a report says of a run. Its findings are those outside of the contract cases; its shapes the load's; its wrong answers a few of each kind. */
export interface RunResult extends LoadResult, Pick<ContractResult, 'cases'> {
  record: RunRecord;
}

function combine(verdicts: readonly Verdict[]): Verdict {
  const reasons = mostImportantFirst(verdicts.flatMap((verdict) => verdict.reasons));
  return { status: reasons[0]?.status ?? 'PASS', reasons, gates: verdicts.flatMap((verdict) => verdict.gates) };
}

/** Works out verdict and numbers of a run from its record and its samples, and from nothing else. */
export async function analyse(folder: string, record: RunRecord): Promise<RunResult> {
  const contract = await analyseContract(folder, record);
  const sent = record.load && whyNoLoad(record) === undefined ? record.load : undefined;
  const load = sent ? await analyseLoad(folder, record, sent) : withoutLoad(record);
  return {
    ...load,
    record,
    verdict: combine([contract.verdict, load.verdict]),
    cases: contract.cases,
    findings: [...contract.findings, ...load.findings],
    wrongAnswers: fewOfEachKind([...contract.wrongAnswers, ...load.wrongAnswers], MOST_WRONG),
  };
}
