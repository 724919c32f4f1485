import type { DecodedJwt } from '../jwt.js';
import type { Provider } from '../provider.js';
import { checkMembers, checkTransport, type MembersExpected } from './body-check.js';
import { rules } from './catalogue.js';
import { describe } from './describe.js';
import { checkSchema } from './schema-check.js';
import { checkTokens, type Primitives, type TokenExpectations } from './token-check.js';
import { type Answer, type Asked, type CompiledContract, type Finding, isObject, type JsonObject } from './types.js';

/** What an answer turned out to be: the rules it broke, and what the next request needs of it. */
export interface Inspection {
  findings: Finding[];
  body?: JsonObject;
  access?: DecodedJwt;
  id?: DecodedJwt;
  /** `error` of a refused request. */
  error?: string;
  /** The provider's own code, such as AADB2C90225. */
  code?: string;
}

export interface InspectorOptions {
  contract: CompiledContract;
  provider: Provider;
  primitives: Primitives;
  tokens: TokenExpectations;
  members: MembersExpected;
}

/** True where an answer broke a rule that is a failure, not just a warning. */
export function breaksContract(findings: readonly Finding[]): boolean {
  return findings.some((finding) => rules[finding.rule].severity === 'failure');
}

function schemaFor(contract: CompiledContract, asked: Asked, status: number): string | null | undefined {
  const byStatus = contract.responses[asked.operation] ?? {};
  const exact = byStatus[String(status)];
  return exact === undefined ? byStatus[`${Math.floor(status / 100)}xx`] : exact;
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

function notJson(contract: CompiledContract, schema: string, answer: Answer): Finding {
  const type = answer.headers['Content-Type'] ?? 'no content type';
  const found = answer.body ? `${answer.body.length} characters that are not JSON (${type})` : `an empty body (${type})`;
  return { rule: contract.rules[schema]?.[''] ?? 'token.body', schema, pointer: '', keyword: 'json', found };
}

/**
 * Makes the function that holds every answer to the contract. It never throws on what an endpoint says.
 *
 * @throws Error where the contract names a schema that it does not have
 */
export function createInspector(options: InspectorOptions): (asked: Asked, answer: Answer) => Inspection {
  const { contract, provider, primitives, tokens, members } = options;
  const codePattern = provider.errors.codePattern === undefined ? undefined : new RegExp(provider.errors.codePattern);

  const inspectRefusal = (asked: Asked, body: JsonObject, findings: Finding[]): Inspection => {
    const error = String(body.error);
    const code = codePattern?.exec(String(body.error_description))?.[1];
    const grant = asked.operation === 'refresh' ? 'refresh' : 'sign-in';
    const reasons = asked.errors ?? provider.errors.refused[grant];
    const known = code !== undefined && [...provider.errors.lockedCodes, ...provider.errors.throttledCodes].includes(code);
    if (body.error !== undefined && !reasons.includes(error) && !known) {
      findings.push({
        rule: 'error.expected',
        schema: 'check',
        pointer: '/error',
        keyword: 'check',
        found: describe(error, '/error', asked.secrets),
      });
    }
    return { findings, body, error, ...(code && { code }) };
  };

  return (asked, answer) => {
    if (answer.status === 0) return { findings: [] };
    const schema = schemaFor(contract, asked, answer.status);
    if (schema === undefined) {
      const found = `${answer.status} ${answer.headers['Content-Type'] ?? 'without content type'}`;
      return { findings: [{ rule: 'http.status', schema: 'check', pointer: '/status', keyword: 'check', found }] };
    }
    const findings = checkTransport(asked, answer);
    if (schema === null) return { findings };
    const body = parse(answer.body);
    if (body === undefined) return { findings: [...findings, notJson(contract, schema, answer)] };
    findings.push(...checkSchema(contract, schema, '', body, asked.secrets));
    if (!isObject(body)) return { findings };
    if (answer.status !== 200) return inspectRefusal(asked, body, findings);
    if (asked.operation === 'discovery' || asked.operation === 'keys') return { findings, body };
    if (asked.expects === 'refused') {
      const found = describe(body, '', asked.secrets);
      findings.push({ rule: 'semantics.wrong-password', schema: 'check', pointer: '', keyword: 'check', found });
    }
    findings.push(...checkMembers(contract, members, asked, answer, body));
    const { findings: broken, ...jwts } = checkTokens(contract, tokens, primitives, asked, answer, body);
    return { findings: findings.concat(broken), body, ...jwts };
  };
}
