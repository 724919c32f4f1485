import { openPlanning } from '../../../dist/generated/planning.js';
import { openWholeContract } from '../../../dist/generated/whole-contract.js';
import type { ContractCase } from '../../core/contract/cases/index.js';
import { REGISTER_CASE } from '../../core/contract/gates.js';
import { excuses } from '../../core/contract/severity.js';
import type { RawFinding } from '../../core/contract/types.js';
import { fetchPublished } from '../discovery.js';
import type { Environment } from '../environment.js';
import { countFindings } from '../metrics.js';
import { createSession, NO_TOKEN } from '../session.js';
import { type ContractRun, judgeAnswer, noteExcused, noteUnanswered } from './judge-case.js';
import { freshToken, redeemAgain } from './redeem-again.js';
import { buildRequest, sendRequest } from './request.js';
import { createTally } from './tally.js';

const NOTHING_TO_REDEEM = 'no sign-in gave a refresh token: ask for a scope that gives one (ROPC_SCOPE)';
const NOT_LET_IN = 'the right password of its user is refused, too: is it somebody who can sign in (k6-ropc pool check)?';
const NOT_HEARD_OF = 'whether its user can sign in with the right password was not heard';

/** One case after the other; the refresh cases redeem the token of the last sign-in. */
export async function runCases(environment: Environment, cases: readonly ContractCase[]): Promise<void> {
  const { published, documents } = fetchPublished(environment, 'contract');
  const session = createSession(() => openPlanning().makeBrief(environment, published));
  const tally = createTally(environment.provider, (id, found) => noteUnanswered(session, id, found));
  const run: ContractRun = { environment, session, tally, excused: new Set() };
  for (const { name, outcome, error, clean, findings } of documents) {
    noteExcused(run.excused, findings, name);
    tally.see({ expects: 'either', outcome, granted: false, error });
    tally.settle(name, clean);
  }
  const signIn = cases.find(({ id }) => id === 'sign-in') as ContractCase;
  let [refreshToken, accessToken] = [NO_TOKEN, NO_TOKEN];
  for (const item of cases) {
    tally.checkSilence();
    if (needsToken(item) && refreshToken === NO_TOKEN) {
      // Where nobody could sign in that says it all.
      if (tally.hasGranted()) tally.leave(item.id, NOTHING_TO_REDEEM);
      continue;
    }
    if (item.redeem) {
      const right = await redeemAgain(run, item, signIn);
      if (right === undefined && tally.hasGranted()) tally.leave(item.id, NOTHING_TO_REDEEM);
      else tally.settle(item.id, right ?? false);
      continue;
    }
    const request = buildRequest(environment, session, item, { refreshToken, accessToken });
    const { inspection, right } = await judgeAnswer(run, item, request, sendRequest(request, item.place));
    const { refreshToken: newest, identity, body } = inspection;
    if (typeof body?.access_token === 'string') accessToken = body.access_token;
    if (newest !== undefined) [refreshToken, run.before] = [newest, identity];
    // What should not have been redeemed may be spent.
    else if (item.grant === 'refresh' && body?.access_token !== undefined) refreshToken = await freshToken(run, signIn);
    const doubt = openPlanning().isGuessed(item) ? letIn(run, signIn, item) : undefined;
    if (right && doubt !== undefined) tally.leave(item.id, doubt);
    else tally.settle(item.id, right);
  }
  tally.checkSilence();
  // What a throttled answer, or a granted one, would have shown was not seen.
  if (!tally.wasThrottled() && tally.hasGranted()) checkRegister(run);
  tally.close();
}

/**
 * A right password starts the count of wrong ones again.
 *
 * @returns undefined where it is granted: that a user is refused who cannot sign in at all says nothing of the wrong one
 */
function letIn({ environment, session }: ContractRun, signIn: ContractCase, { user = 0 }: ContractCase): string | undefined {
  const request = buildRequest(environment, session, { ...signIn, user }, { refreshToken: '', accessToken: '' });
  const { status } = sendRequest(request, undefined);
  if (status === 200) return undefined;
  return status === 400 || status === 401 ? NOT_LET_IN : NOT_HEARD_OF;
}

/** Whether a refresh token must be at hand for a case to say anything. */
function needsToken({ grant, without = [], with: changed = {}, redeem }: ContractCase): boolean {
  const { refresh_token: sent = '{refreshToken}' } = changed;
  return grant === 'refresh' && redeem === undefined && !without.includes('refresh_token') && /efreshToken\}/.test(sent);
}

/** The register cannot rot: an entry that has expired, or no longer happens, breaks the run. */
function checkRegister({ environment, session, tally, excused }: ContractRun): void {
  const broken: RawFinding[] = [];
  const { contracts, today } = openWholeContract();
  const { deviations = [] } = contracts[environment.provider.name] ?? {};
  const met = Array.from(excused, (one) => one.split(' '));
  for (const entry of deviations) {
    const { rule, expires, cases } = entry;
    const at = { schema: 'deviations', pointer: `/${rule}${cases ? ` (${cases.join(', ')})` : ''}`, keyword: 'check' };
    if (expires < today()) broken.push({ ...at, rule: 'deviation.expired', found: `expired on ${expires}` });
    else if (!met.some(([name, caseId]) => name === rule && excuses(entry, caseId)))
      broken.push({ ...at, rule: 'deviation.happens', found: 'not seen in this run' });
  }
  countFindings(session.thorough().slowPath().withSeverity(broken, REGISTER_CASE.id), 'register', REGISTER_CASE.id);
  tally.settle(REGISTER_CASE.id, broken.length === 0);
}
