import type { Provider } from '../../provider.js';
import { describe } from '../describe.js';
import type { Answer, Asked, JsonObject, RawFinding } from '../types.js';
import { TOKEN_MEMBERS } from './body.js';
import { type Report, reportInto } from './report.js';

/** What a refused request says of itself. */
export interface Refusal {
  /** The provider's own code, such as AADB2C90225. */
  code?: string;
  /** True where the provider says that it is the limit that refuses, not the request. */
  throttled?: true;
  findings: RawFinding[];
}

const SCHEMES = ['Basic', 'Bearer', 'Digest', 'DPoP', 'Negotiate'];

// More would not be read.
const FEW = 3;

/** RFC 6749, 5.2: 401 is for a client that could not be authenticated, and answers the scheme that it used. */
function checkStatus({ failsBasic }: Asked, { status, headers }: Answer, error: string): RawFinding[] {
  // RFC 9110, 11.6.1: a list of challenges. Anything else that stands there could be a secret.
  const challenged = SCHEMES.filter((scheme) => new RegExp(`(^|,)\\s*${scheme}\\b`, 'i').test(headers['Www-Authenticate'] ?? ''));
  const at = { schema: 'check', pointer: '/status', keyword: 'check' };
  const asking = challenged.length > 0 ? `asking for ${challenged.join(', ')}` : 'without WWW-Authenticate';
  if (failsBasic && !(status === 401 && challenged.includes('Basic')))
    return [{ ...at, rule: 'error.client-authentication', found: `${status} ${asking}` }];
  return status === 401 && error !== 'invalid_client' ? [{ ...at, rule: 'error.status', found: '401' }] : [];
}

/** Members of a refusal that are tokens, whatever they look like. */
function checkNoTokens(body: JsonObject, report: Report): void {
  for (const name of TOKEN_MEMBERS) if (typeof body[name] === 'string' && body[name] !== '') report('error.token', `/${name}`, body[name]);
}

/** Reads a refusal, and holds it to the reasons that the request gave. */
export function checkRefusal(provider: Provider, asked: Asked, answer: Answer, body: JsonObject): Refusal {
  const { codePattern, refused, lockedCodes, throttledCodes } = provider.errors;
  const error = String(body.error);
  const findings = checkStatus(asked, answer, error);
  const report = reportInto(findings, asked.secrets);
  const code = codePattern === undefined ? undefined : new RegExp(codePattern).exec(String(body.error_description))?.[1];
  const reasons = asked.errors ?? refused[asked.operation === 'refresh' ? 'refresh' : 'sign-in'];
  // A lock is a reason to refuse credentials, but none to refuse a request that is malformed.
  const always = asked.malformed ? throttledCodes : [...lockedCodes, ...throttledCodes];
  const known = asked.expects === 'either' || (code !== undefined && always.includes(code));
  if (typeof body.error === 'string' && !known && !reasons.includes(error)) {
    const found = describe(error, '/error', asked.secrets);
    const fits = reasons.length <= FEW ? `, not ${reasons.join(' or ')}` : '';
    findings.push({ rule: asked.errorRule ?? 'error.expected', schema: 'check', pointer: '/error', keyword: 'check', found: found + fits });
  }
  // B2C's refusals have no members but two, which its schema says.
  if (provider.tokens === 'opaque') checkNoTokens(body, report);
  const throttled = code !== undefined && throttledCodes.includes(code);
  return { findings, ...(code && { code }), ...(throttled && { throttled }) };
}
