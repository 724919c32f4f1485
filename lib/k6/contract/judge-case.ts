import type { Response } from 'k6/http';
import type { ContractCase } from '../../core/contract/cases/index.js';
import { ownUserFinding, type SignedIn } from '../../core/contract/checks/own-user.js';
import type { Inspection } from '../../core/contract/inspection.js';
import type { Asked, Finding, Identity, RawFinding } from '../../core/contract/types.js';
import { isExpected, type Outcome } from '../../core/outcome.js';
import type { Environment } from '../environment.js';
import { countFindings } from '../metrics.js';
import { networkError } from '../network-error.js';
import type { Session } from '../session.js';
import type { ContractRequest } from './request.js';
import type { Tally } from './tally.js';

/** The run of all cases: what it sends with, and the deviations that it met. */
export interface ContractRun {
  environment: Environment;
  session: Session;
  tally: Tally;
  excused: Set<string>;
  /** Whom the refresh token that is redeemed next was given to. */
  before?: Identity | undefined;
  /** The first sign-in that was granted, for the others to be held against. */
  signedIn?: SignedIn;
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

/**
 * A case that got no answer, or one of a broken server.
 *
 * @param found why
 */
export function noteUnanswered(session: Session, caseId: string, found: string): void {
  const finding: RawFinding = { rule: 'http.answer', schema: 'check', pointer: '', keyword: 'check', found };
  countFindings(session.thorough().slowPath().withSeverity([finding]), 'request', caseId);
}

/** Whether a sign-in that was granted is of whom it should be, as far as it and the first one tell. */
function isOwnUser(run: ContractRun, caseId: string, index: number, { body, identity = {} }: Inspection): boolean {
  const now = { index, identity, token: body?.access_token };
  const finding = ownUserFinding(run.signedIn, now);
  run.signedIn ??= now;
  if (finding) countFindings(run.session.thorough().slowPath().withSeverity([finding]), 'sign-in', caseId);
  return finding === undefined;
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
    user: request.index,
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
  const granted = typeof body?.access_token === 'string';
  tally.see({ expects, outcome, granted, code, error: networkError(response) });
  noteExcused(excused, inspection.findings);
  if (outcome === 'server-error') noteUnanswered(session, id, `status ${response.status}`);
  const verified = inspection.tokens ? await session.thorough().verify(operation, inspection, id) : true;
  const own = grant !== 'sign-in' || !granted || isOwnUser(run, id, request.index, inspection);
  return { right: clean && verified && own && isExpected(outcome, expects), outcome, inspection };
}
