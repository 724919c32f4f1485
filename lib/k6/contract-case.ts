import { sleep } from 'k6';
import type { Response } from 'k6/http';
import type { ContractCase } from '../core/contract/cases/index.js';
import type { Inspection } from '../core/contract/inspection.js';
import type { Asked, Finding, Identity, RawFinding } from '../core/contract/types.js';
import { isExpected, type Outcome } from '../core/outcome.js';
import { buildRequest, type ContractRequest, sendRequest, sendTogether } from './contract-request.js';
import type { Tally } from './contract-tally.js';
import type { Environment } from './environment.js';
import { countFindings } from './metrics.js';
import { networkError } from './network-error.js';
import { NO_TOKEN, type Session } from './session.js';

/** The run of all cases: what it sends with, and the deviations that it met. */
export interface ContractRun {
  environment: Environment;
  session: Session;
  tally: Tally;
  excused: Set<string>;
  /** Whom the refresh token that is redeemed next was given to. */
  before?: Identity | undefined;
}

/** What came of one answer. */
export interface JudgedCase {
  right: boolean;
  outcome: Outcome;
  inspection: Inspection;
}

const operationOf = ({ grant, expects }: ContractCase): Asked['operation'] =>
  grant === 'sign-in' && expects === 'refused' ? 'failed-sign-in' : grant;

/** A deviation that is met is one that still happens. */
export function noteExcused(excused: Set<string>, findings: readonly Finding[]): void {
  for (const { rule, severity } of findings) if (severity === 'deviation') excused.add(rule);
}

/** A case that got no answer, or one of a broken server. @param found why */
export function noteUnanswered(session: Session, caseId: string, found: string): void {
  const finding: RawFinding = { rule: 'http.answer', schema: 'check', pointer: '', keyword: 'check', found };
  countFindings(session.fullWay().weigh([finding]), 'request', caseId);
}

/** Judges one answer of a case, signatures included; `right` where it is what the case says. */
export async function judgeAnswer(run: ContractRun, item: ContractCase, request: ContractRequest, response: Response): Promise<JudgedCase> {
  const { session, tally, excused } = run;
  const { errors, rule, errorRule, tokens, shape, id, expects, grant } = item;
  const operation = operationOf(item);
  const asked: Asked = {
    operation,
    expects,
    secrets: request.secrets,
    shapeKey: shape ?? id,
    ...(errors && { errors }),
    ...(shape === undefined && { malformed: true }),
    ...(grant === 'refresh' && run.before && { before: run.before }),
    ...(request.email && { email: request.email }),
    ...(rule && { rule }),
    ...(errorRule && { errorRule }),
    ...(tokens && { tokens }),
  };
  const { inspection, outcome, clean } = session.judge(asked, 'contract', response, true, id);
  const { body, code } = inspection;
  tally.see({ expects, outcome, granted: typeof body?.access_token === 'string', code, error: networkError(response) });
  noteExcused(excused, inspection.findings);
  if (outcome === 'server-error') noteUnanswered(session, id, `status ${response.status}`);
  const verified = inspection.tokens ? await session.verify(operation, inspection, id) : true;
  return { right: clean && verified && isExpected(outcome, expects), outcome, inspection };
}

/** A refresh token that nothing else redeems, for a policy of one redemption spends it. */
async function freshToken(run: ContractRun, signIn: ContractCase): Promise<string> {
  const request = buildRequest(run.environment, run.session, signIn, '');
  const { inspection } = await judgeAnswer(run, signIn, request, sendRequest(request, undefined));
  run.before = inspection.identity;
  return inspection.refreshToken ?? NO_TOKEN;
}

const saysSomething = (outcome: Outcome): boolean => outcome !== 'throttled' && outcome !== 'timeout' && outcome !== 'network-error';

/** Which of several redemptions is granted is for the policy to say; each must be a right answer of its kind. */
function asAnswered(item: ContractCase, { status }: Response): ContractCase {
  if (status === 200) return { ...item, shape: 'refresh' };
  return { ...item, expects: 'refused', shape: 'failed-sign-in', errors: ['invalid_grant'] };
}

/** The refresh token of a new sign-in, several times: as many must be granted as the declared policy says. */
export async function redeemAgain(run: ContractRun, item: ContractCase, signIn: ContractCase): Promise<boolean> {
  const token = await freshToken(run, signIn);
  // A sign-in that was not granted gives nothing to redeem.
  if (token === NO_TOKEN) return false;
  const request = buildRequest(run.environment, run.session, item, token);
  const { times, together, pause } = item.redeem as NonNullable<ContractCase['redeem']>;
  const granted: boolean[] = [];
  let right = true;
  let answered = 0;
  const judgeAll = async (responses: readonly Response[]): Promise<void> => {
    for (const response of responses) {
      const judged = await judgeAnswer(run, asAnswered(item, response), request, response);
      granted.push(typeof judged.inspection.body?.access_token === 'string');
      if (saysSomething(judged.outcome)) answered += 1;
      right &&= judged.right;
    }
  };
  await judgeAll(together ? sendTogether(request, times) : [sendRequest(request, undefined)]);
  if (pause) sleep(pause / 1000 + 1);
  if (!together) await judgeAll([sendRequest(request, undefined)]);
  const many = run.environment.settings.refreshReuse !== 'once' && !pause;
  const count = granted.filter(Boolean).length;
  const wanted = many ? times : 1;
  const firstIsRefused = !together && granted[0] === false;
  if (count <= wanted && (answered < times || (count === wanted && !firstIsRefused))) return right;
  const found = `${count} of ${times} redemptions granted${firstIsRefused && count > 0 ? ', the first of them refused' : ''}`;
  const finding: RawFinding = { rule: 'semantics.refresh-reuse', schema: 'check', pointer: '', keyword: 'check', found };
  countFindings(run.session.fullWay().weigh([finding]), 'refresh', item.id);
  return false;
}
