import { randomUUID } from 'node:crypto';

/** An answer before it goes out. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** `error` and sentence of the codes that the emulator answers (Azure AD B2C, error codes). `{0}` and `{1}` are filled in. */
const CODES = {
  AADB2C90008: ['invalid_request', 'The request does not contain a client ID parameter.'],
  AADB2C90010: ['invalid_request', 'The request does not contain a scope parameter.'],
  AADB2C90013: ['invalid_request', 'The requested response type provided in the request is not supported.'],
  AADB2C90018: ['unauthorized_client', "The client ID provided in the request is not registered in tenant '{0}'."],
  AADB2C90035: ['server_error', 'The service is temporarily unavailable. Please retry after a few minutes.'],
  AADB2C90053: ['access_denied', 'A user with the specified credential could not be found.'],
  AADB2C90054: ['access_denied', 'Invalid username or password.'],
  AADB2C90057: ['unauthorized_client', "The provided application is not configured to allow the 'OAuth' Implicit flow."],
  AADB2C90058: ['unauthorized_client', 'The provided application is not configured to allow public clients.'],
  AADB2C90079: ['invalid_request', 'Clients must send a client_secret when redeeming a confidential grant.'],
  AADB2C90080: ['invalid_grant', 'The provided grant has expired. Please re-authenticate and try again. {0}'],
  AADB2C90083: ['invalid_request', 'The request is missing required parameter: {0}.'],
  AADB2C90084: ['invalid_request', 'Public clients should not send a client_secret when redeeming a publicly acquired grant.'],
  AADB2C90085: ['invalid_grant', 'The service has encountered an internal error. Please reauthenticate and try again.'],
  AADB2C90086: ['unsupported_grant_type', 'The supplied grant_type [{0}] is not supported.'],
  AADB2C90088: ['invalid_grant', 'The provided grant has not been issued for this endpoint. Actual Value : {0} and Expected Value : {1}'],
  AADB2C90090: ['invalid_grant', '{0}'],
  AADB2C90092: ['unauthorized_client', 'The provided application is disabled.'],
  AADB2C90110: ['invalid_request', "The scope parameter must include 'openid' when requesting a response_type that includes 'id_token'."],
  AADB2C90111: ['access_denied', 'Your account has been locked. Contact your support person to unlock it, then try again.'],
  AADB2C90114: ['access_denied', 'Your account is temporarily locked to prevent unauthorized use. Try again later.'],
  AADB2C90117: ['invalid_request', 'A scope provided in the request is not supported.'],
  AADB2C90122: ['invalid_request', 'Input validation failed for the request.'],
  AADB2C90123: ['invalid_request', "The scope parameter must include the client ID when requesting a response_type that includes 'token'."],
  AADB2C90128: ['invalid_grant', 'The account associated with this grant no longer exists. Please reauthenticate and try again.'],
  AADB2C90129: ['invalid_grant', 'The provided grant has been revoked. Please reauthenticate and try again.'],
  AADB2C90146: ['invalid_request', 'The scope provided in the request specifies more than one resource.'],
  AADB2C90205: [
    'invalid_request',
    'This application does not have sufficient permissions against this web resource to perform the operation.',
  ],
  AADB2C90224: ['unauthorized_client', 'Resource owner flow has not been enabled for the application.'],
  AADB2C90225: ['access_denied', 'The username or password provided in the request are invalid.'],
  AADB2C90226: ['invalid_request', 'The specified token exchange is only supported over HTTP POST.'],
  AADB2C90229: [
    'access_denied',
    'Your request is throttled temporarily. Please retry after the time specified in the additional information of the error message.',
  ],
  AADB2C90244: ['access_denied', 'There are too many requests at this moment. Please wait for some time and try again.'],
  AADB2C90248: ['unauthorized_client', 'Resource owner flow can only be used by applications created through the B2C admin portal.'],
  AADB2C90279: ['invalid_grant', "The provided client ID '{0}' does not match the client ID that issued the grant."],
} as const;

export type ErrorCode = keyof typeof CODES;

/** A refusal; becomes HTTP 400 with the two members of RFC 6749, section 5.2. */
export class OAuthError extends Error {
  readonly error: string;

  /** @param values what stands for `{0}` and `{1}` in the sentence */
  constructor(
    readonly code: ErrorCode,
    ...values: string[]
  ) {
    const [error, sentence] = CODES[code];
    super(`${code}: ${sentence.replace(/\{(\d)\}/g, (_, i) => clean(values[Number(i)] ?? ''))}`);
    this.error = error;
  }
}

// What a client sent comes back short, and without what a log or a page could trip over.
const clean = (value: string): string => value.replace(/[^\x20-\x7e]|[<>"\\]/g, '').slice(0, 200);

const SECURITY_HEADERS = {
  Server: 'Microsoft-IIS/10.0',
  'X-Frame-Options': 'DENY',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-XSS-Protection': '1; mode=block',
};

export function jsonAnswer(status: number, body: unknown, more: Record<string, string> = {}): HttpAnswer {
  const headers = { 'Cache-Control': 'private', 'Content-Type': 'application/json; charset=utf-8', ...SECURITY_HEADERS, ...more };
  return { status, headers: { ...headers, 'x-ms-gateway-requestid': randomUUID() }, body: JSON.stringify(body) };
}

export function htmlAnswer(status: number, body: string): HttpAnswer {
  return { status, headers: { 'Cache-Control': 'private', 'Content-Type': 'text/html', ...SECURITY_HEADERS }, body };
}

/** The IIS page that B2C answers for a tenant or policy that it does not know. */
export function notFound(): HttpAnswer {
  const text = 'The resource you are looking for might have been removed, had its name changed, or is temporarily unavailable.';
  return htmlAnswer(
    404,
    `<!DOCTYPE html><html><head><title>404 - File or directory not found.</title></head><body><h2>404 - File or directory not found.</h2><h3>${text}</h3></body></html>`,
  );
}

/** What the gateway answers past a limit (Azure AD B2C, service limits): plain text, and Retry-After where it is set to say so. */
export function throttledAnswer(retryAfter: number | null): HttpAnswer {
  const headers = { 'Content-Type': 'text/plain', ...(retryAfter !== null && { 'Retry-After': String(retryAfter) }) };
  return { status: 429, headers, body: 'Too Many Requests' };
}

/** Code, sentence, correlation id and timestamp, each on a line of its own (CR LF, as B2C writes it). */
export function errorAnswer(error: OAuthError, now: number): HttpAnswer {
  const timestamp = new Date(now)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const description = `${error.message}\r\nCorrelation ID: ${randomUUID()}\r\nTimestamp: ${timestamp}\r\n`;
  const cookie = `x-ms-cpim-trans=; expires=${new Date(now - 86_400_000).toUTCString()}; path=/; secure; HttpOnly`;
  return jsonAnswer(
    error.code === 'AADB2C90035' ? 503 : 400,
    { error: error.error, error_description: description },
    { 'Set-Cookie': cookie },
  );
}
