import { randomUUID } from 'node:crypto';

/** An answer before it goes out. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Thrown by the grants; becomes HTTP 400 with the two members of RFC 6749, section 5.2. */
export class OAuthError extends Error {
  constructor(
    readonly error: string,
    readonly code: string,
    readonly sentence: string,
  ) {
    super(`${code}: ${sentence}`);
  }
}

const SECURITY_HEADERS = {
  Server: 'Microsoft-IIS/10.0',
  'X-Frame-Options': 'DENY',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-XSS-Protection': '1; mode=block',
};

export function jsonAnswer(status: number, body: unknown): HttpAnswer {
  const headers = { 'Cache-Control': 'private', 'Content-Type': 'application/json; charset=utf-8', ...SECURITY_HEADERS };
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

/** Code, sentence, correlation id and timestamp, each on a line of its own (CR LF, as B2C writes it). */
export function errorAnswer(error: OAuthError, now: number): HttpAnswer {
  const timestamp = new Date(now)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const description = `${error.code}: ${error.sentence}\r\nCorrelation ID: ${randomUUID()}\r\nTimestamp: ${timestamp}\r\n`;
  return jsonAnswer(400, { error: error.error, error_description: description });
}
