import type { RuleId } from './catalogue.js';
import { describe } from './describe.js';
import type { Answer, Asked, CompiledContract, Finding, JsonObject } from './types.js';

const STACK_TRACE = /\n\s+at \S+ ?\(|Traceback \(most recent call last\)|System\.\w+Exception:|\.java:\d+\)/;
const TOKEN_IN_HEADER = /eyJ[\w-]{20,}\.[\w-]{20,}\./;

/** The members of a token response that depend on what was asked for, not on the answer alone. */
export interface MembersExpected {
  idToken: boolean;
  refreshToken: boolean;
  accessToken: boolean;
}

function finding(asked: Asked, rule: RuleId, pointer: string, found: unknown): Finding {
  return { rule, schema: 'check', pointer, keyword: 'check', found: describe(found, pointer, asked.secrets) };
}

/** Rules for the answer as HTTP: its headers, and what no body may hold. */
export function checkTransport(asked: Asked, answer: Answer): Finding[] {
  const findings: Finding[] = [];
  const { headers, body } = answer;
  const type = headers['Content-Type'];
  if (answer.status < 429 && !/^application\/json\b/i.test(type ?? ''))
    findings.push(finding(asked, 'http.content-type', '/headers/content-type', type));
  if (body !== null && STACK_TRACE.test(body)) findings.push(finding(asked, 'http.stack-trace', '', body));
  if (body !== null && asked.secrets.some((secret) => body.includes(secret))) findings.push(finding(asked, 'http.secret-echo', '', body));
  for (const name in headers) {
    if (TOKEN_IN_HEADER.test(headers[name] as string))
      findings.push(finding(asked, 'http.token-in-header', `/headers/${name.toLowerCase()}`, headers[name]));
  }
  return findings;
}

/** Rules that tie the members of a token response to each other and to what was asked for. */
export function checkMembers(
  contract: CompiledContract,
  expected: MembersExpected,
  asked: Asked,
  answer: Answer,
  body: JsonObject,
): Finding[] {
  const findings: Finding[] = [];
  const report = (rule: RuleId, pointer: string, found: unknown) => findings.push(finding(asked, rule, pointer, found));
  if (body.error !== undefined) report('token.no-error', '/error', body.error);
  if (expected.accessToken && body.access_token === undefined) report('token.access-token', '/access_token', undefined);
  if (expected.idToken && body.id_token === undefined) report('token.id-token', '/id_token', undefined);
  if (expected.refreshToken && body.refresh_token === undefined) report('token.refresh-token', '/refresh_token', undefined);
  if (contract.parts.access_token && typeof body.refresh_token === 'string' && body.refresh_token.split('.').length !== 5) {
    report('token.refresh-token-form', '/refresh_token', body.refresh_token);
  }
  if (body.access_token !== undefined && body.expires_in === undefined && contract.parts.access_token) {
    report('token.expires-in', '/expires_in', undefined);
  }
  if (body.expires_on !== undefined && Number(body.expires_on) !== Number(body.not_before) + Number(body.expires_in)) {
    report('token.expires-on', '/expires_on', body.expires_on);
  }
  if (!/\bno-store\b/i.test(answer.headers['Cache-Control'] ?? '')) {
    report('http.cache-control', '/headers/cache-control', answer.headers['Cache-Control']);
  }
  return findings;
}
