import { openPlanning } from '../../../dist/generated/planning.js';
import { openWholeContract } from '../../../dist/generated/whole-contract.js';
import type { ContractCase } from '../../core/contract/cases/index.js';
import { REGISTER_CASE } from '../../core/contract/gates.js';
import type { RawFinding } from '../../core/contract/types.js';
import { fetchPublished } from '../discovery.js';
import type { Environment } from '../environment.js';
import { countFindings } from '../metrics.js';
import { createSession, NO_TOKEN } from '../session.js';
import { type ContractRun, judgeAnswer, noteExcused, noteUnanswered } from './judge-case.js';
import { redeemAgain } from './redeem-again.js';
import { buildRequest, sendRequest } from './request.js';
import { createTally } from './tally.js';

/** One case after the other; the refresh cases redeem the token of the last sign-in. */
export async function runCases(environment: Environment, cases: readonly ContractCase[]): Promise<void> {
  const { published, documents } = fetchPublished(environment, 'contract');
  const session = createSession(() => openPlanning().makeBrief(environment, published));
  const tally = createTally((id, found) => noteUnanswered(session, id, found));
  const run: ContractRun = { environment, session, tally, excused: new Set() };
  for (const { name, outcome, error, clean, findings } of documents) {
    noteExcused(run.excused, findings);
    tally.see({ expects: 'either', outcome, granted: false, error });
    tally.settle(name, clean);
  }
  const signIn = cases.find(({ id }) => id === 'sign-in') as ContractCase;
  let [refreshToken, accessToken] = [NO_TOKEN, NO_TOKEN];
  for (const item of cases) {
    tally.checkSilence();
    // Without a sign-in there is nothing to redeem: such a case is not run.
    if (item.grant === 'refresh' && refreshToken === NO_TOKEN && item.expects !== 'refused' && !item.redeem) continue;
    if (item.redeem) {
      tally.settle(item.id, await redeemAgain(run, item, signIn));
      continue;
    }
    const request = buildRequest(environment, session, item, { refreshToken, accessToken });
    const judged = await judgeAnswer(run, item, request, sendRequest(request, item.place));
    const { refreshToken: newest, identity, body } = judged.inspection;
    if (typeof body?.access_token === 'string') accessToken = body.access_token;
    if (newest !== undefined) [refreshToken, run.before] = [newest, identity];
    tally.settle(item.id, judged.right);
    if (openPlanning().isGuessed(item)) letIn(run, signIn, item);
  }
  tally.checkSilence();
  // What a throttled answer, or a granted one, would have shown was not seen.
  if (!tally.wasThrottled() && tally.hasGranted()) checkRegister(run);
  tally.close();
}

/** A right password starts the count of wrong ones again. What comes of it is no case. */
function letIn({ environment, session }: ContractRun, signIn: ContractCase, { user = 0 }: ContractCase): void {
  sendRequest(buildRequest(environment, session, { ...signIn, user }, { refreshToken: '', accessToken: '' }), undefined);
}

/** The register cannot rot: an entry that has expired, or no longer happens, breaks the run. */
function checkRegister({ environment, session, tally, excused }: ContractRun): void {
  const broken: RawFinding[] = [];
  const { contracts, today } = openWholeContract();
  const { deviations = [] } = contracts[environment.provider.name] ?? {};
  for (const { rule, expires } of deviations) {
    const at = { schema: 'deviations', pointer: `/${rule}`, keyword: 'check' };
    if (expires < today()) broken.push({ ...at, rule: 'deviation.expired', found: `expired on ${expires}` });
    else if (!excused.has(rule)) broken.push({ ...at, rule: 'deviation.happens', found: 'not seen in this run' });
  }
  countFindings(session.thorough().slowPath().withSeverity(broken), 'register', REGISTER_CASE.id);
  tally.settle(REGISTER_CASE.id, broken.length === 0);
}
