import { unseal } from '../../../dist/generated/sealed.js';
import type { ContractCase } from '../../core/contract/cases/index.js';
import { NO_TOKEN } from '../session.js';
import { type ContractRun, type JudgedCase, judgeAnswer } from './judge-case.js';
import { redeemAgain, saysSomething, signInFor } from './redeem-again.js';
import { buildRequest, type TokensHeld } from './request.js';
import { sendRequest } from './send.js';

/** How a case ended: right or not, with what was seen of it; or not run, for what would come of it proves nothing. */
export type CaseEnd = { right: boolean; seen?: string } | { notRun: string };

const NOTHING_TO_REDEEM = 'no sign-in gave a refresh token: ask for a scope that gives one (ROPC_SCOPE)';
const CANNOT_SIGN_IN = 'its user is refused with the right password, too (k6-ropc pool check tells who can sign in)';

/** Whether a refresh token must be at hand for a case to say anything. */
function needsToken({ grant, without = [], with: changed = {} }: ContractCase): boolean {
  const { refresh_token: sent = '{refreshToken}' } = changed;
  return grant === 'refresh' && !without.includes('refresh_token') && /efreshToken\}/.test(sent);
}

/**
 * That a user is refused who cannot sign in at all says nothing of a wrong password.
 *
 * @returns how the case ends at once; where its user signs in, whether that answer was right
 */
async function proveUser(run: ContractRun, item: ContractCase, signIn: ContractCase): Promise<CaseEnd | { isRight: boolean }> {
  const { outcome, inspection, right } = await signInFor(run, item, signIn);
  if (inspection.body?.access_token !== undefined) return { isRight: right };
  return saysSomething(outcome) ? { notRun: CANNOT_SIGN_IN } : { right: false };
}

const NO_OTHER_CLIENT = 'the other client is refused for what it is: is ROPC_OTHER_CLIENT_ID a client of this kind, and its secret right?';

/** Whether the other client of a case is one that the target knows: one that there is not is refused for that. What comes of it is no case. */
function knowsOtherClient(
  { environment, session }: ContractRun,
  signIn: ContractCase,
  { with: changed, clientSecret }: ContractCase,
): boolean {
  const { client_id: id } = changed ?? {};
  if (id !== '{otherClientId}' && clientSecret !== 'of another client') return true;
  const asOther: ContractCase = { ...signIn, ...(id && { with: { client_id: id } }), ...(clientSecret && { clientSecret }) };
  const { body } = sendRequest(buildRequest(environment, session, asOther, { refreshToken: '', accessToken: '' }), undefined);
  // B2C refuses it for the scope, which names the first one.
  if (environment.provider.tokens === 'jwt') return !/"error"\s*:\s*"(invalid_client|unauthorized_client)"/.test(String(body));
  return /"access_token"\s*:\s*"./.test(String(body));
}

/** A right password starts the count of wrong ones again. What comes of it is no case. */
function letIn({ environment, session }: ContractRun, signIn: ContractCase, { user = 0 }: ContractCase): void {
  sendRequest(buildRequest(environment, session, { ...signIn, user }, { refreshToken: '', accessToken: '' }), undefined);
}

/** A sign-in as it should be, for a refresh token of which all is known. */
async function signInAnew(run: ContractRun, held: TokensHeld, item: ContractCase, signIn: ContractCase): Promise<void> {
  const { inspection } = await signInFor(run, item, signIn);
  held.refreshToken = inspection.refreshToken ?? NO_TOKEN;
  run.before = inspection.identity;
}

/** Remembers the tokens of an answer, for the cases that redeem them. */
async function keepTokens(run: ContractRun, held: TokensHeld, item: ContractCase, signIn: ContractCase, judged: JudgedCase): Promise<void> {
  const { refreshToken, identity, body } = judged.inspection;
  if (typeof body?.access_token === 'string') held.accessToken = body.access_token;
  if (refreshToken !== undefined) {
    held.refreshToken = refreshToken;
    run.before = identity;
  } else if (item.grant === 'refresh' && body?.access_token !== undefined) {
    // What should not have been redeemed may be spent.
    await signInAnew(run, held, item, signIn);
  }
}

/**
 * Sends what a case is about, and judges what comes.
 *
 * @param held tokens of the last answers that had some
 * @returns undefined where nobody could sign in, which says it all
 */
export async function runCase(run: ContractRun, item: ContractCase, signIn: ContractCase, held: TokensHeld): Promise<CaseEnd | undefined> {
  const { environment, session, tally } = run;
  if (item.redeem) {
    const right = await redeemAgain(run, item, signIn);
    return right === undefined ? { notRun: NOTHING_TO_REDEEM } : { right };
  }
  // Of a token of a strange sign-in nobody knows the scopes, and any would pass.
  if (item.withholds) await signInAnew(run, held, item, signIn);
  if (needsToken(item) && held.refreshToken === NO_TOKEN) return tally.hasGranted() ? { notRun: NOTHING_TO_REDEEM } : undefined;
  if (!knowsOtherClient(run, signIn, item)) return { notRun: NO_OTHER_CLIENT };
  const isGuessed = unseal('planning').isGuessed(item);
  const proven = isGuessed ? await proveUser(run, item, signIn) : { isRight: true };
  if (!('isRight' in proven)) return proven;
  const request = buildRequest(environment, session, item, held);
  const judged = await judgeAnswer(run, item, request, sendRequest(request, item.place));
  const seen = tally.last();
  if (isGuessed) letIn(run, signIn, item);
  await keepTokens(run, held, item, signIn, judged);
  return { right: judged.right && proven.isRight, seen };
}
