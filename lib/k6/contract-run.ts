import exec from 'k6/execution';
import { Counter } from 'k6/metrics';
import { openPlanning } from '../../dist/generated/planning.js';
import { openWholeContract } from '../../dist/generated/whole-contract.js';
import type { ContractCase } from '../core/contract/cases/index.js';
import { REGISTER_CASE } from '../core/contract/gates.js';
import type { RawFinding } from '../core/contract/types.js';
import { METRICS } from '../core/metrics.js';
import { type ContractRun, judgeAnswer, noteExcused, redeemAgain } from './contract-case.js';
import { buildRequest, sendRequest } from './contract-request.js';
import { fetchPublished } from './discovery.js';
import type { Environment } from './environment.js';
import { countFindings } from './metrics.js';
import { createSession, NO_TOKEN } from './session.js';

/** So many in a row, and the target is taken for down: every other case would wait for the whole time limit. */
const UNANSWERED_ALLOWED = 5;

const caseCounter = new Counter(METRICS.cases);

function countCase(id: string, result: 'passed' | 'failed'): void {
  caseCounter.add(1, { case: id, result });
}

function adviceOn(refusal: string): string {
  return refusal.startsWith('false-rejection') ? ': are these its users and passwords? k6-ropc pool check tells' : '';
}

/** One case after the other; the refresh cases redeem the token of the last sign-in. */
export async function runCases(environment: Environment, cases: readonly ContractCase[]): Promise<void> {
  const { published, documents } = fetchPublished(environment, 'contract');
  const session = createSession(() => openPlanning().makeBrief(environment, published));
  const run: ContractRun = {
    environment,
    session,
    excused: new Set(),
    unanswered: 0,
    error: '',
    good: { sent: 0, granted: 0, refusal: '' },
  };
  for (const { name, clean, findings } of documents) {
    noteExcused(run.excused, findings);
    countCase(name, clean ? 'passed' : 'failed');
  }
  const signIn = cases[0] as ContractCase;
  let refreshToken = NO_TOKEN;
  for (const item of cases) {
    if (run.unanswered >= UNANSWERED_ALLOWED)
      exec.test.abort(`the target left ${run.unanswered} requests in a row unanswered (${run.error})`);
    if (item.redeem) {
      countCase(item.id, (await redeemAgain(run, item, signIn)) ? 'passed' : 'failed');
      continue;
    }
    const request = buildRequest(environment, session, item, refreshToken);
    const judged = await judgeAnswer(run, item, request, sendRequest(request, item.place));
    const { refreshToken: newest, identity } = judged.inspection;
    if (newest !== undefined) [refreshToken, run.before] = [newest, identity];
    countCase(item.id, judged.right ? 'passed' : 'failed');
  }
  checkRegister(run);
  const { sent, granted, refusal } = run.good;
  // A load would send the same thousands of times, and may lock every account.
  if (granted === 0) exec.test.abort(`the target granted none of ${sent} good requests (${refusal})${adviceOn(refusal)}`);
}

/** The register cannot rot: an entry that has expired, or no longer happens, breaks the run. */
function checkRegister({ environment, session, excused }: ContractRun): void {
  const broken: RawFinding[] = [];
  const { contracts, today } = openWholeContract();
  const { deviations = [] } = contracts[environment.provider.name] ?? {};
  for (const { rule, expires } of deviations) {
    const at = { schema: 'deviations', pointer: `/${rule}`, keyword: 'check' };
    if (expires < today()) broken.push({ ...at, rule: 'deviation.expired', found: `expired on ${expires}` });
    else if (!excused.has(rule)) broken.push({ ...at, rule: 'deviation.happens', found: 'not seen in this run' });
  }
  countFindings(session.fullWay().weigh(broken), 'register', REGISTER_CASE.id);
  countCase(REGISTER_CASE.id, broken.length === 0 ? 'passed' : 'failed');
}
