import { sleep } from 'k6';
import type { Response } from 'k6/http';
import type { ContractCase } from '../core/contract/cases/index.js';
import type { Inspection } from '../core/contract/inspection.js';
import type { Asked, Finding, Identity, RawFinding } from '../core/contract/types.js';
import { isExpected, type Outcome } from '../core/outcome.js';
import { toAnswer } from './answer.js';
import { buildRequest, type ContractRequest, sendRequest, sendTogether } from './contract-request.js';
import type { Environment } from './environment.js';
import { countFindings } from './metrics.js';
import { NO_TOKEN, type Session } from './session.js';

/** The run of all cases: what it sends with, and the deviations that it met. */
export interface ContractRun {
  environment: Environment;
  session: Session;
  excused: Set<string>;
  /** Whom the refresh token that is redeemed next was given to. */
  before?: Identity | undefined;
  /** Requests in a row that got no answer, and what k6 said of the last. */
  unanswered: number;
  error: string;
  /** Good requests that were sent and that were granted, right answer or not, and what came of the last that was not. */
  good: { sent: number; granted: number; refusal: string };
}

/** What came of one answer. */
export interface JudgedCase {
  right: boolean;
  outcome: Outcome;
  inspection: Inspection;
}

const operationOf = ({ grant, expects }: ContractCase): Asked['operation'] => {
  if (expects !== 'granted') return 'failed-sign-in';
  return grant === 'refresh' ? 'refresh' : 'sign-in';
};

/** A deviation that is met is one that still happens. */
export function noteExcused(excused: Set<string>, findings: readonly Finding[]): void {
  for (const { rule, severity } of findings) if (severity === 'deviation') excused.add(rule);
}

function countGood({ good }: ContractRun, outcome: Outcome, { body, code }: Inspection): void {
  good.sent += 1;
  if (typeof body?.access_token === 'string') good.granted += 1;
  else good.refusal = code === undefined ? outcome : `${outcome}, ${code}`;
}

/** Judges one answer of a case, signatures included; `right` where it is what the case says. */
export async function judgeAnswer(run: ContractRun, item: ContractCase, request: ContractRequest, response: Response): Promise<JudgedCase> {
  const { session, excused } = run;
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
  run.unanswered = response.status === 0 ? run.unanswered + 1 : 0;
  run.error = response.error;
  if (expects === 'granted') countGood(run, outcome, inspection);
  noteExcused(excused, inspection.findings);
  const verified = inspection.tokens ? await session.verify(operation, inspection, id) : true;
  return { right: clean && verified && isExpected(outcome, expects), outcome, inspection };
}

/** A refresh token that nothing else redeems, for a policy of one redemption spends it. */
function freshToken(run: ContractRun, signIn: ContractCase): string {
  const { environment, session } = run;
  const answer = toAnswer(sendRequest(buildRequest(environment, session, signIn, ''), undefined));
  const { inspection } = session.fullWay().inspect({ operation: 'sign-in', expects: 'granted', secrets: [] }, answer);
  run.before = inspection.identity;
  return inspection.refreshToken ?? NO_TOKEN;
}

/** The refresh token of a new sign-in, several times: as many must be granted as the declared policy says. */
export async function redeemAgain(run: ContractRun, item: ContractCase, signIn: ContractCase): Promise<boolean> {
  const request = buildRequest(run.environment, run.session, item, freshToken(run, signIn));
  const { times, together, pause } = item.redeem as NonNullable<ContractCase['redeem']>;
  let granted = 0;
  let right = true;
  const judgeAll = async (responses: readonly Response[]): Promise<void> => {
    for (const response of responses) {
      const judged = await judgeAnswer(run, { ...item, shape: 'refresh', expects: 'either', errors: ['invalid_grant'] }, request, response);
      if (judged.outcome === 'ok') granted += 1;
      right &&= judged.right;
    }
  };
  await judgeAll(together ? sendTogether(request, times) : [sendRequest(request, undefined)]);
  if (pause) sleep(pause / 1000 + 1);
  if (!together) await judgeAll([sendRequest(request, undefined)]);
  const many = run.environment.settings.refreshReuse !== 'once' && !pause;
  if (granted === (many ? times : 1)) return right;
  const found = `${granted} of ${times} redemptions granted`;
  const finding: RawFinding = { rule: 'semantics.refresh-reuse', schema: 'check', pointer: '', keyword: 'check', found };
  countFindings(run.session.fullWay().weigh([finding]), 'refresh', item.id);
  return false;
}
