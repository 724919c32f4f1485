import { saysLocked } from '../outcome.js';
import type { Provider } from '../provider.js';
import { checkContentType, checkMembers, checkTransport, TOKEN_MEMBERS } from './checks/body.js';
import type { TokenExpectations } from './checks/claims.js';
import { checkRefusal } from './checks/refusal.js';
import { hasRepeatedMember } from './checks/repeated-member.js';
import { reportInto } from './checks/report.js';
import { checkSchema } from './checks/schema.js';
import { checkShape } from './checks/shape.js';
import { checkTokens, type Primitives } from './checks/token.js';
import { describeType } from './describe.js';
import type { Inspection, RawInspection } from './inspection.js';
import { severityFrom, type WithSeverity } from './severity.js';
import {
  type Answer,
  type Asked,
  type CompiledContract,
  isObject,
  type JsonObject,
  type RawFinding,
  secretsFor,
  type TokensExpected,
} from './types.js';

export interface InspectorOptions {
  contract: CompiledContract;
  provider: Provider;
  primitives: Primitives;
  expected: TokenExpectations;
  /** The tokens that the target's usual request asks for. */
  tokens: TokensExpected;
  /** The target's name in the shape lock. */
  target: string;
  /** YYYY-MM-DD: a deviation whose day has passed no longer excuses. */
  today: string;
}

export interface Inspector {
  /** Holds an answer to the contract. Never throws on what an endpoint says. */
  inspect(asked: Asked, answer: Answer): Inspection;
  /** Gives findings their severity; those that a registered deviation excuses are `deviation`. */
  withSeverity: WithSeverity;
}

function schemaFor(contract: CompiledContract, asked: Asked, status: number): string | null | undefined {
  const byStatus = contract.responses[asked.operation] ?? {};
  const exact = byStatus[status] === undefined && asked.unread ? contract.responses.malformed?.[status] : byStatus[status];
  return exact === undefined ? byStatus[`${Math.floor(status / 100)}xx`] : exact;
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function notJson(contract: CompiledContract, schema: string, { secrets }: Asked, answer: Answer): RawFinding {
  const type = describeType(answer.headers['Content-Type'], secrets);
  const found = answer.body ? `${answer.body.length} characters that are not JSON (${type})` : `an empty body (${type})`;
  return { rule: contract.rules[schema]?.[''] ?? 'token.body', schema, pointer: '', keyword: 'json', found };
}

/** What comes with 200 to a request that must be refused: a grant, or a refusal that has the wrong status. */
function wrongGrant({ rule = 'semantics.wrong-password' }: Asked, body: JsonObject): RawInspection {
  const at = { schema: 'check', pointer: '/status', keyword: 'check' };
  const isGrant = TOKEN_MEMBERS.some((name) => typeof body[name] === 'string' && body[name] !== '');
  return {
    findings: [isGrant ? { ...at, rule, found: '200, a grant' } : { ...at, rule: 'http.status', found: '200, and no token' }],
    body,
  };
}

function inspectBody(options: InspectorOptions, asked: Asked, answer: Answer, body: JsonObject): RawInspection {
  const { contract, provider, primitives, expected } = options;
  if (answer.status !== 200) {
    const refusal = checkRefusal(provider, asked, answer, body);
    return { ...refusal, body };
  }
  if (asked.operation === 'discovery' || asked.operation === 'keys') return { findings: [], body };
  // That it was granted says it all: whose tokens these are is no question then.
  if (asked.expects === 'refused') return wrongGrant(asked, body);
  const findings = checkMembers(contract, asked.tokens ?? options.tokens, asked, answer, body);
  const { findings: broken, access, id } = checkTokens(contract, expected, primitives, asked, answer, body);
  const tokens = { ...(access && { access: body.access_token as string }), ...(id && { id: body.id_token as string }) };
  const { refresh_token: refreshToken } = body;
  return {
    findings: [...findings, ...broken],
    body,
    tokens,
    claims: { ...(access && { access: access.claims }), ...(id && { id: id.claims }) },
    ...(access && { identity: access.claims }),
    ...(typeof refreshToken === 'string' && { refreshToken }),
  };
}

function inspectAnswer(options: InspectorOptions, question: Asked, answer: Answer): RawInspection {
  const { contract, provider } = options;
  if (answer.status === 0) return { findings: [] };
  const asked = { ...question, secrets: secretsFor(question, answer.status) };
  const schema = saysLocked(provider, asked, answer) ? null : schemaFor(contract, asked, answer.status);
  if (schema === undefined) {
    const found = `${answer.status} ${describeType(answer.headers['Content-Type'], asked.secrets)}`;
    return { findings: [{ rule: 'http.status', schema: 'check', pointer: '/status', keyword: 'check', found }] };
  }
  const findings = checkTransport(asked, answer);
  if (schema === null) return { findings };
  const body = parse(answer.body);
  if (body === undefined) return { findings: [...findings, notJson(contract, schema, asked, answer)] };
  findings.push(...checkContentType(asked, answer));
  if (hasRepeatedMember(answer.body as string, body)) reportInto(findings, asked.secrets)('json.repeated-member', '', body);
  const inspection = isObject(body) ? inspectBody(options, asked, answer, body) : { findings: [] };
  // What is no grant is not held to what a grant must have.
  const isNoGrant = inspection.findings.some(({ rule }) => rule === 'http.status');
  if (!isNoGrant) findings.push(...checkSchema(contract, schema, '', body, asked.secrets));
  if (!isObject(body)) return { findings };
  // Where the schema demands a member, too, its lack is one finding.
  const isSaid = (one: RawFinding) => findings.some(({ rule, pointer }) => rule === one.rule && pointer === one.pointer);
  findings.push(...inspection.findings.filter((one) => !isSaid(one)));
  // A wrong grant has a rule of its own.
  if (answer.status === 200 && asked.expects === 'refused') return { ...inspection, findings };
  // Whoever is throttled was not answered yet.
  if (inspection.throttled) return { ...inspection, findings };
  const { findings: drifts, shape } = checkShape(contract, options.target, asked, answer.status, body, inspection.claims);
  return { ...inspection, findings: [...findings, ...drifts], shape };
}

/**
 * Makes the inspector of a target.
 *
 * @throws Error, when it inspects, where the contract names a schema that it does not have
 */
export function createInspector(options: InspectorOptions): Inspector {
  const withSeverity = severityFrom(options.contract, options.today);
  return {
    withSeverity,
    inspect: (asked, answer) => {
      const { findings, ...inspection } = inspectAnswer(options, asked, answer);
      return { ...inspection, findings: withSeverity(findings, asked.caseId) };
    },
  };
}
