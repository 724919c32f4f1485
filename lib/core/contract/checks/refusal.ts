import type { Provider } from '../../provider.js';
import type { Asked, JsonObject, RawFinding } from '../types.js';
import { reportInto } from './report.js';

/** What a refused request says of itself. */
export interface Refusal {
  /** The provider's own code, such as AADB2C90225. */
  code?: string;
  /** True where the provider says that it is the limit that refuses, not the request. */
  throttled?: true;
  findings: RawFinding[];
}

/** Reads a refusal, and holds it to the reasons that the request gave. */
export function checkRefusal(provider: Provider, asked: Asked, body: JsonObject): Refusal {
  const findings: RawFinding[] = [];
  const { codePattern, refused, lockedCodes, throttledCodes } = provider.errors;
  const error = String(body.error);
  const code = codePattern === undefined ? undefined : new RegExp(codePattern).exec(String(body.error_description))?.[1];
  const reasons = asked.errors ?? refused[asked.operation === 'refresh' ? 'refresh' : 'sign-in'];
  // A lock is a reason to refuse credentials, but none to refuse a request that is malformed.
  const always = asked.malformed ? throttledCodes : [...lockedCodes, ...throttledCodes];
  const known = asked.expects === 'either' || (code !== undefined && always.includes(code));
  if (typeof body.error === 'string' && !known && !reasons.includes(error)) {
    reportInto(findings, asked.secrets)(asked.errorRule ?? 'error.expected', '/error', error);
  }
  const throttled = code !== undefined && throttledCodes.includes(code);
  return { findings, ...(code && { code }), ...(throttled && { throttled }) };
}
