import type { IncomingMessage } from 'node:http';
import { OAuthError } from './errors.js';
import type { EmulatorSettings } from './settings.js';

const MAX_BODY = 1_000_000;

/** @throws OAuthError where it is longer than a million characters */
export async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('latin1')) {
    body += chunk;
    if (body.length > MAX_BODY) throw new OAuthError('AADB2C90122');
  }
  return Buffer.from(body, 'latin1').toString('utf8');
}

/** Fields of a multipart/form-data body (RFC 7578); files and nested parts are passed over. */
function readMultipart(body: string, boundary: string): URLSearchParams {
  const form = new URLSearchParams();
  for (const part of body.split(`--${boundary}`).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    const name = /name="([^"]*)"/.exec(part.slice(0, end))?.[1];
    if (end > 0 && name) form.append(name, part.slice(end + 4).replace(/\r\n$/, ''));
  }
  return form;
}

/**
 * The parameters of a token request: the form, and whatever else the settings let through.
 *
 * @throws OAuthError
 */
export async function readForm(request: IncomingMessage, url: URL, { requests }: EmulatorSettings): Promise<URLSearchParams> {
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(type)?.[1];
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type);
  const form = boundary && requests.multipart ? readMultipart(body, boundary) : new URLSearchParams(isForm ? body : '');
  if (requests.query || request.method === 'GET')
    for (const [name, value] of url.searchParams) if (name !== 'p' && !form.has(name)) form.append(name, value);
  return form;
}

const first = (value: string | string[] | undefined): string | undefined =>
  String(value ?? '')
    .split(',')[0]
    ?.trim() || undefined;

/** Scheme and host that were asked; a proxy in front of the emulator says them in headers. */
export function originOf(request: IncomingMessage, { forwardedHeaders }: EmulatorSettings, secure: boolean): string {
  const forwarded = forwardedHeaders ? request.headers : {};
  const scheme = first(forwarded['x-forwarded-proto']) === 'https' || secure ? 'https' : 'http';
  const host = first(forwarded['x-forwarded-host']) ?? request.headers.host ?? 'localhost';
  return `${scheme}://${/^[\w.:[\]-]+$/.test(host) ? host : 'localhost'}`;
}

/** Where a request comes from, for limits and lockout. */
export function addressOf(request: IncomingMessage, { forwardedHeaders }: EmulatorSettings): string {
  const address = forwardedHeaders ? first(request.headers['x-forwarded-for']) : undefined;
  return (address ?? request.socket.remoteAddress ?? 'unknown').slice(0, 64);
}
