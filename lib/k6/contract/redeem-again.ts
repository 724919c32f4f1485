import { sleep } from 'k6';
import type { Response } from 'k6/http';
import type { ContractCase } from '../../core/contract/cases/index.js';
import { BAD_GRANT } from '../../core/contract/cases/types.js';
import type { Outcome } from '../../core/outcome.js';
import { networkError } from '../network-error.js';
import { type ContractRun, type JudgedCase, judgeAnswer, report } from './judge-case.js';
import { buildRequest } from './request.js';
import { sendRequest, sendTogether } from './send.js';

/** A sign-in that a case begins with, as a part of it: its token is one that nothing else redeems. */
export async function signInFor(run: ContractRun, item: ContractCase, signIn: ContractCase): Promise<JudgedCase> {
  const own: ContractCase = { ...signIn, id: item.id, ...(item.user !== undefined && { user: item.user }) };
  const request = buildRequest(run.environment, run.session, own, { refreshToken: '', accessToken: '' });
  return judgeAnswer(run, own, request, sendRequest(request, undefined));
}

/** Whether an answer was one to the question that was asked. */
export const saysSomething = (outcome: Outcome): boolean =>
  outcome !== 'throttled' && outcome !== 'timeout' && outcome !== 'network-error' && outcome !== 'server-error';

/** Which of several redemptions is granted is for the policy to say; each must be a right answer of its kind. */
function asAnswered(item: ContractCase, { status }: Response): ContractCase {
  if (status === 200) return { ...item, shape: 'refresh' };
  return { ...item, expects: 'refused', shape: 'failed-sign-in', errors: BAD_GRANT };
}

/**
 * The refresh token of a new sign-in, several times: as many must be granted as the declared policy says.
 *
 * @returns undefined where the sign-in gave no token to redeem
 */
export async function redeemAgain(run: ContractRun, item: ContractCase, signIn: ContractCase): Promise<boolean | undefined> {
  const signedIn = await signInFor(run, item, signIn);
  const token = signedIn.inspection.refreshToken;
  if (token === undefined) return signedIn.right ? undefined : false;
  run.before = signedIn.inspection.identity;
  const request = buildRequest(run.environment, run.session, item, { refreshToken: token, accessToken: '' });
  const redeem = item.redeem as NonNullable<ContractCase['redeem']>;
  const isTogether = 'together' in redeem;
  const times = isTogether ? redeem.together : 2;
  const pause = isTogether ? 0 : redeem.pause;
  const granted: boolean[] = [];
  const tokens = new Set<unknown>();
  let { right } = signedIn;
  let answered = 0;
  const unanswered: string[] = [];
  let isSilent = false;
  const judgeAll = async (responses: readonly Response[]): Promise<void> => {
    for (const response of responses) {
      const judged = await judgeAnswer(run, asAnswered(item, response), request, response);
      const { access_token: accessToken } = judged.inspection.body ?? {};
      granted.push(typeof accessToken === 'string');
      if (typeof accessToken === 'string') tokens.add(accessToken);
      if (saysSomething(judged.outcome)) answered += 1;
      isSilent = judged.outcome === 'timeout' || judged.outcome === 'network-error';
      if (isSilent) unanswered.push(networkError(response));
      right &&= judged.right;
    }
  };
  await judgeAll(isTogether ? sendTogether(request, times) : [sendRequest(request, undefined)]);
  if (pause) sleep(pause / 1000 + 1);
  if (!isTogether) await judgeAll([sendRequest(request, undefined)]);
  // Where the last one was not answered either, the tally waits whether the target comes back.
  if (!isSilent) for (const error of unanswered) report(run, 'request', item.id, { rule: 'http.answer', found: error });
  const many = run.environment.settings.refreshReuse !== 'once' && !pause;
  const count = granted.filter(Boolean).length;
  const wanted = many ? times : 1;
  const firstIsRefused = !isTogether && granted[0] === false;
  if (count <= wanted && (answered < times || (count === wanted && !firstIsRefused))) return right;
  const alike = count < 2 ? '' : tokens.size === 1 ? ', all with the same access token' : ', with different access tokens';
  const found = `${count} of ${times} redemptions granted${alike}${firstIsRefused && count > 0 ? ', the first of them refused' : ''}`;
  return !report(run, 'refresh', item.id, { rule: 'semantics.refresh-reuse', found }) && right;
}
