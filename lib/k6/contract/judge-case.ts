import type { Response } from 'k6/http';
import type { ContractCase } from '../../core/contract/cases/index.js';
import { ownUserFinding, type SignedIn } from '../../core/contract/checks/own-user.js';
import type { Inspection } from '../../core/contract/inspection.js';
import { type Asked, breaksContract, type Finding, type Identity, type RawFinding } from '../../core/contract/types.js';
import { isExpected, type Outcome } from '../../core/outcome.js';
import type { Environment } from '../environment.js';
import { networkError } from '../network-error.js';
import type { Session } from '../session.js';
import type { ContractRequest } from './request.js';
import { scopesOf, widened } from './scopes.js';
import type { Tally } from './tally.js';

/** Rules that a deviation excused, each with the case, `rule case`. */
export type Excused = Set<string>;

/** The run of all cases: what it sends with, and the deviations that it met. */
export interface ContractRun {
  environment: Environment;
  session: Session;
  tally: Tally;
  excused: Excused;
  /** Whom the refresh token that is redeemed next was given to. */
  before?: Identity | undefined;
  /** The scopes that it was given for; none where that is not known. */
  scopes: string[];
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
export function noteExcused(excused: Excused, findings: readonly Finding[], caseId: string): void {
  for (const { rule, severity } of findings) if (severity === 'deviation') excused.add(`${rule} ${caseId}`);
}

type Found = Pick<RawFinding, 'rule' | 'found'> & { pointer?: string };

/**
 * Counts a broken rule that no single answer shows.
 *
 * @returns whether it breaks the contract, and is not excused
 */
export function report({ session, excused }: ContractRun, op: string, caseId: string, { rule, found, pointer = '' }: Found): boolean {
  const raw: RawFinding = { rule, schema: 'check', pointer, keyword: 'check', found };
  const findings = session.slowPath().report(raw, op, caseId);
  noteExcused(excused, findings, caseId);
  return breaksContract(findings);
}

/** Whether a sign-in that was granted is of whom it should be, as far as it and the first one tell. */
function isOwnUser(run: ContractRun, caseId: string, index: number, { body, identity = {} }: Inspection): boolean {
  const now = { index, identity, tokens: [body?.access_token, body?.refresh_token] as const };
  const finding = ownUserFinding(run.signedIn, now);
  run.signedIn ??= now;
  return finding === undefined || !report(run, 'sign-in', caseId, finding);
}

// In a case about the name another one is sent, or none.
const namesItsUser = ({ with: changed = {}, without = [] }: ContractCase): boolean =>
  !('username' in changed) && !without.includes('username');

// Most servers read no more of a form.
const LARGE = 8_192;

const isUnread = ({ place, with: changed = {} }: ContractCase): boolean =>
  place !== undefined || Object.values(changed).some((value) => value.length > LARGE);

/** Judges one answer of a case, signatures included; `right` where it is what the case says. */
export async function judgeAnswer(run: ContractRun, item: ContractCase, request: ContractRequest, response: Response): Promise<JudgedCase> {
  const { session, tally, excused } = run;
  const { errors, rule, errorRule, tokens, shape, id, expects, grant } = item;
  const operation = operationOf(item);
  const asked: Asked = {
    operation,
    expects,
    secrets: request.secrets,
    ...(namesItsUser(item) && { user: request.index }),
    ...(request.sent && { sent: request.sent }),
    caseId: id,
    shapeKey: shape ?? id,
    ...(errors && { errors }),
    ...(shape === undefined && { malformed: true }),
    ...(isUnread(item) && { unread: true }),
    ...(grant === 'refresh' && run.before && { before: run.before }),
    ...(request.email && { email: request.email }),
    ...(item.clientSecret === 'wrong' && { failsBasic: run.environment.settings.clientAuth === 'basic' }),
    ...(rule && { rule }),
    ...(errorRule && { errorRule }),
    ...(tokens && { tokens }),
  };
  const { inspection, outcome, clean, trace } = session.judge(asked, 'contract', response, true);
  const { body } = inspection;
  const granted = typeof body?.access_token === 'string';
  tally.see({
    expects,
    outcome,
    granted,
    code: inspection.code,
    error: networkError(response),
    what: [response.status, trace?.why].join(' ').trim(),
  });
  noteExcused(excused, inspection.findings, id);
  if (item.repeat && granted) report(run, grant, id, { rule: 'semantics.repeated-parameter', pointer: '/status', found: '200, a grant' });
  if (grant === 'sign-in' && inspection.refreshToken !== undefined) run.scopes = scopesOf(run, item, inspection.body ?? {});
  const wider = granted && grant === 'refresh' ? widened(run, item, body) : undefined;
  const widens = wider !== undefined && report(run, grant, id, { rule: 'semantics.wider-scope', pointer: '/scope', found: wider });
  if (outcome === 'server-error') report(run, 'request', id, { rule: 'http.answer', found: `status ${response.status}` });
  const verified = inspection.tokens ? await session.slowPath().verify(operation, inspection, id) : true;
  const own = grant !== 'sign-in' || !granted || isOwnUser(run, id, request.index, inspection);
  return { right: clean && verified && own && !widens && isExpected(outcome, expects), outcome, inspection };
}
