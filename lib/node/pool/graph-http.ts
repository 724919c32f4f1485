import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../core/usage-error.js';

export interface GraphSettings {
  graphUrl: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** ms, of each request. */
  timeout: number;
}

/** What the application must be allowed, and what each is for. */
export const PERMISSIONS = {
  'User.ReadWrite.All': 'to create and read users',
  'the role User administrator': 'to delete users, which no permission alone covers',
};

export const MOST_TRIES = 8;

/** An answer of Graph, as JSON. */
export interface GraphAnswer {
  status: number;
  headers: Headers;
  // Answers have many shapes; each reader looks at the members it knows.
  body: Record<string, unknown> & { error?: { message?: string } };
  /** Whether the request was sent before and broke off, so that it may have been carried out then. */
  resent: boolean;
}

export type GraphCall = (url: string, init: RequestInit) => Promise<GraphAnswer>;

/**
 * Graph gives seconds; where it gives none, or a date, later tries wait longer.
 *
 * @param attempt from 1 on
 */
export function secondsToWait(retryAfter: string | null | undefined, attempt: number): number {
  return Number(retryAfter) || attempt;
}

/** What Graph refused, in words. */
export function refusal(status: number, text: string): UsageError {
  const needed = Object.entries(PERMISSIONS).map(([name, why]) => `${name} (${why})`);
  if (status === 403) return new UsageError([`Graph refuses: ${text} The application needs ${needed.join(' and ')}, with admin consent.`]);
  return new UsageError([`Graph answers ${status}: ${text}`]);
}

async function fetchJson(url: string, timeout: number, init: RequestInit): Promise<GraphAnswer> {
  const unreachable = (error: Error & { cause?: Error }): never => {
    throw new UsageError([`${url} cannot be reached: ${error.cause?.message || error.message}.`]);
  };
  // What is sent is secret: it follows nobody to another host.
  const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeout) }).catch(unreachable);
  const text = await response.text().catch(unreachable);
  try {
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text), resent: false };
  } catch {
    throw new UsageError([`${url} answers ${response.status} with no JSON: is it Microsoft Graph?`]);
  }
}

async function accessToken({ tokenUrl, clientId, clientSecret, timeout }: GraphSettings): Promise<string> {
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'https://graph.microsoft.com/.default',
  };
  const { status, body } = await fetchJson(tokenUrl, timeout, { method: 'POST', body: new URLSearchParams(form) });
  if (typeof body.access_token === 'string') return body.access_token;
  throw new UsageError([
    `${tokenUrl} gives no token for Graph (${status} ${String(body.error)}): check ROPC_GRAPH_CLIENT_ID and ROPC_GRAPH_CLIENT_SECRET.`,
  ]);
}

/**
 * Makes what sends requests with a token of the application, again where Graph throttles or breaks.
 *
 * @throws UsageError where there is no token
 */
export async function openGraphCall(settings: GraphSettings): Promise<GraphCall> {
  let token = await accessToken(settings);
  return async (url, init) => {
    let resent = false;
    for (let attempt = 1; ; attempt++) {
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
      const answer = await fetchJson(url, settings.timeout, { ...init, headers });
      if (answer.status === 401 && attempt === 1) token = await accessToken(settings);
      else if (answer.status === 429 || answer.status >= 500) {
        if (attempt === MOST_TRIES) throw refusal(answer.status, `it was tried ${MOST_TRIES} times.`);
        resent ||= answer.status >= 500;
        await sleep(secondsToWait(answer.headers.get('retry-after'), attempt) * 1000);
      } else if (answer.status >= 400) throw refusal(answer.status, answer.body.error?.message ?? '');
      else return { ...answer, resent };
    }
  };
}
