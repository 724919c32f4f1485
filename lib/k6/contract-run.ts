import { sleep } from 'k6';
import type { Response } from 'k6/http';
import { Counter } from 'k6/metrics';
import { openPlanning } from '../../dist/generated/planning.js';
import { openWholeContract } from '../../dist/generated/whole-contract.js';
import type { ContractCase } from '../core/contract/cases/index.js';
import { REGISTER_CASE } from '../core/contract/gates.js';
import type { Inspection } from '../core/contract/inspector.js';
import type { Asked, Finding, RawFinding } from '../core/contract/types.js';
import { METRICS } from '../core/metrics.js';
import { isExpected, type Outcome } from '../core/outcome.js';
import { toAnswer } from './answer.js';
import { buildRequest, type ContractRequest, sendRequest, sendTogether } from './contract-request.js';
import { fetchPublished } from './discovery.js';
import type { Environment } from './environment.js';
import { countFindings } from './metrics.js';
import { createSession, NO_TOKEN, type Session } from './session.js';

/** The run of all cases: what it sends with, and the deviations that it met. */
interface ContractRun {
  environment: Environment;
  session: Session;
  excused: Set<string>;
}

interface JudgedCase {
  right: boolean;
  outcome: Outcome;
  inspection: Inspection;
}

const caseCounter = new Counter(METRICS.cases);

function countCase(id: string, result: 'passed' | 'failed'): void {
  caseCounter.add(1, { case: id, result });
}

const operationOf = ({ grant, expects }: ContractCase): Asked['operation'] => {
  if (expects !== 'granted') return 'failed-sign-in';
  return grant === 'refresh' ? 'refresh' : 'sign-in';
};

function noteExcused(excused: Set<string>, findings: readonly Finding[]): void {
  for (const { rule, severity } of findings) if (severity === 'deviation') excused.add(rule);
}

/** Judges one answer of a case, signatures included; `right` where it is what the case says. */
async function judgeAnswer(
  { session, excused }: ContractRun,
  item: ContractCase,
  request: ContractRequest,
  response: Response,
): Promise<JudgedCase> {
  const { errors, rule, tokens, shape, id, expects } = item;
  const operation = operationOf(item);
  const asked: Asked = {
    operation,
    expects,
    secrets: request.secrets,
    shapeKey: shape ?? id,
    ...(errors && { errors }),
    ...(rule && { rule }),
    ...(tokens && { tokens }),
  };
  const { inspection, outcome, clean } = session.judge(asked, 'contract', response, true, id);
  noteExcused(excused, inspection.findings);
  const verified = inspection.tokens ? await session.verify(operation, inspection, id) : true;
  return { right: clean && verified && isExpected(outcome, expects), outcome, inspection };
}

/** The same refresh token, several times: as many must be granted as the declared policy says. */
async function redeemAgain(run: ContractRun, item: ContractCase, request: ContractRequest): Promise<boolean> {
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

/** A refresh token that nothing else redeems, for a policy of one redemption spends it. */
function freshToken({ environment, session }: ContractRun, signIn: ContractCase): string {
  const answer = toAnswer(sendRequest(buildRequest(environment, session, signIn, ''), undefined));
  const { inspection } = session.fullWay().inspect({ operation: 'sign-in', expects: 'granted', secrets: [] }, answer);
  return inspection.refreshToken ?? NO_TOKEN;
}

/** One case after the other; the refresh cases redeem the token of the last sign-in. */
export async function runCases(environment: Environment, cases: readonly ContractCase[]): Promise<void> {
  const { published, documents } = fetchPublished(environment, 'contract');
  const session = createSession(() => openPlanning().makeBrief(environment, published));
  const run: ContractRun = { environment, session, excused: new Set() };
  for (const { name, clean, findings } of documents) {
    noteExcused(run.excused, findings);
    countCase(name, clean ? 'passed' : 'failed');
  }
  const signIn = cases[0] as ContractCase;
  let refreshToken = NO_TOKEN;
  for (const item of cases) {
    if (item.redeem) {
      const request = buildRequest(environment, session, item, freshToken(run, signIn));
      countCase(item.id, (await redeemAgain(run, item, request)) ? 'passed' : 'failed');
      continue;
    }
    const request = buildRequest(environment, session, item, refreshToken);
    const judged = await judgeAnswer(run, item, request, sendRequest(request, item.place));
    refreshToken = judged.inspection.refreshToken ?? refreshToken;
    countCase(item.id, judged.right ? 'passed' : 'failed');
  }
  checkRegister(run);
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
