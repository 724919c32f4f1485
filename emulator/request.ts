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

/** Fields of a multipart/form-data body (RFC 7578), but for files; none of one that cannot be read. */
async function readMultipart(body: string, type: string): Promise<URLSearchParams> {
  const form = new URLSearchParams();
  const data = await new Response(body, { headers: { 'Content-Type': type } }).formData().catch(() => []);
  for (const [name, value] of data) if (typeof value === 'string') form.append(name, value);
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
  const isMultipart = /^multipart\/form-data\b/i.test(type);
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type);
  const form = isMultipart && requests.multipart ? await readMultipart(body, type) : new URLSearchParams(isForm ? body : '');
  if (requests.query || request.method === 'GET')
    for (const [name, value] of url.searchParams) if (name !== 'p' && !form.has(name)) form.append(name, value);
  if (!requests.repeated && new Set(form.keys()).size < Array.from(form.keys()).length) throw new OAuthError('AADB2C90122');
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
