import type { Options } from 'k6/options';
import { type ContractCase, casesFor } from '../core/contract/cases.js';
import { contractGates } from '../core/contract/gates.js';
import type { Asked } from '../core/contract/types.js';
import { formTemplate } from '../core/form.js';
import { isExpected } from '../core/outcome.js';
import { cohortSlice, userAt, usernameAt, wrongPassword } from '../core/pool.js';
import { fetchPublished, type Published } from './discovery.js';
import { type Environment, readEnvironment } from './environment.js';
import { countCase, countException } from './metrics.js';
import { COMMON_OPTIONS, thresholds } from './options.js';
import { hmac } from './primitives.js';
import { createSession, type Session } from './session.js';
import { summarize } from './summary.js';

/** What scenarios/contract.ts exports. */
export interface Contract {
  options: Options;
  setup: () => Published;
  handleSummary: (data: object) => Record<string, string>;
  contractCases: (published: Published) => Promise<void>;
}

type Values = Record<string, string>;

// Values of good and of bad requests. Nothing here may leave the VU.
function requestValues({ settings, plan }: Environment, refreshToken: string): Values {
  const { pool } = plan;
  const secret = settings.poolSecret as string;
  const good = userAt(pool, secret, hmac, cohortSlice(pool, 'honest').first);
  const at = refreshToken.length - 10;
  return {
    clientId: plan.target.clientId,
    scope: plan.target.scope,
    username: good.username,
    password: good.password,
    refreshToken,
    wrongPassword: wrongPassword(pool, secret, hmac, good.index, Date.now()),
    unknownUser: usernameAt({ ...pool, prefix: 'nobody-' }, good.index),
    changedRefreshToken: `${refreshToken.slice(0, at)}${refreshToken[at] === 'A' ? 'B' : 'A'}${refreshToken.slice(at + 1)}`,
  };
}

function formOf(session: Session, item: ContractCase, values: Values): string {
  const parameters = { ...session.client.parameters(item.grant), ...item.with };
  for (const name of item.without ?? []) delete parameters[name];
  return formTemplate(parameters, values)({});
}

/** One case after the other: the refresh token of the sign-in case is what the refresh cases use. */
async function runCases(environment: Environment, session: Session, cases: readonly ContractCase[]): Promise<void> {
  let refreshToken = 'no-token-was-given-by-the-sign-in-case';
  for (const item of cases) {
    const op = item.grant === 'refresh' ? 'refresh' : item.expects === 'granted' ? 'sign-in' : 'failed-sign-in';
    const values = requestValues(environment, refreshToken);
    const asked: Asked = {
      operation: op,
      expects: item.expects,
      secrets: [values.password as string],
      ...(item.errors && { errors: item.errors }),
    };
    const timed = session.client.send(op, formOf(session, item, values));
    const { inspection, outcome, clean } = session.judge(asked, 'contract', timed, item.id);
    const verified = inspection.access ? await session.verify(op, inspection, item.id) : true;
    if (item.id === 'sign-in' && typeof inspection.body?.refresh_token === 'string') refreshToken = inspection.body.refresh_token;
    const right = isExpected(outcome, item.expects);
    countCase(item.id, clean && verified && right ? 'passed' : 'failed');
  }
}

/** The contract run: one VU, one iteration, every case. */
export function contract(): Contract {
  const environment = readEnvironment([]);
  const cases = casesFor(environment.provider);
  const gates = contractGates(cases);
  return {
    options: {
      ...COMMON_OPTIONS,
      scenarios: { contract: { executor: 'per-vu-iterations', exec: 'contractCases', vus: 1, iterations: 1, maxDuration: '5m' } },
      thresholds: thresholds(gates),
    },
    setup: () => fetchPublished(environment),
    handleSummary: (data) => summarize({ profile: 'contract', gates, notes: [] }, data),
    contractCases: (published) => runCases(environment, createSession(environment, published), cases).catch(countException),
  };
}
