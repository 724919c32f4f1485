import { setTimeout as sleep } from 'node:timers/promises';
import { parseBaseUrl } from '../../core/base-url.js';
import { UsageError } from '../../core/usage-error.js';

/** One request of a batch. */
export interface BatchRequest {
  id: string;
  method: 'POST' | 'DELETE' | 'GET';
  url: string;
  body?: unknown;
}

export interface BatchResponse {
  id: string;
  status: number;
  headers?: Record<string, string>;
  // Graph's answers have many shapes; each reader looks at the members it knows.
  body?: { id?: string; error?: { code?: string; message?: string }; value?: GraphUser[]; '@odata.nextLink'?: string };
}

export interface GraphUser {
  id: string;
  displayName: string;
  createdDateTime?: string;
  identities?: { issuerAssignedId?: string }[];
}

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

export const MAX_BATCH = 20;
const MOST_TRIES = 8;

/** Microsoft Graph, as far as a user pool needs it. */
export interface Graph {
  /** Sends up to twenty requests; those that are throttled are sent again when Graph says so. */
  batch(requests: readonly BatchRequest[], onThrottle?: (seconds: number) => void): Promise<BatchResponse[]>;
  /** All users, page by page. */
  users(): AsyncGenerator<GraphUser>;
}

function refusal(status: number, text: string): UsageError {
  const needed = Object.entries(PERMISSIONS).map(([name, why]) => `${name} (${why})`);
  if (status === 403) return new UsageError([`Graph refuses: ${text} The application needs ${needed.join(' and ')}, with admin consent.`]);
  return new UsageError([`Graph answers ${status}: ${text}`]);
}

async function fetchJson(
  url: string,
  timeout: number,
  init: RequestInit,
): Promise<{ status: number; headers: Headers; body: BatchResponse['body'] & Record<string, unknown> }> {
  const unreachable = (error: Error & { cause?: Error }): never => {
    throw new UsageError([`${url} cannot be reached: ${error.cause?.message || error.message}.`]);
  };
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeout) }).catch(unreachable);
  const text = await response.text().catch(unreachable);
  try {
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
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

/** @throws UsageError where the token is refused, or the URL is none */
export async function openGraph(settings: GraphSettings): Promise<Graph> {
  if (!parseBaseUrl(settings.graphUrl)) throw new UsageError([`ROPC_GRAPH_URL is "${settings.graphUrl}": it takes an http or https URL.`]);
  let token = await accessToken(settings);

  const call = async (path: string, init: RequestInit): ReturnType<typeof fetchJson> => {
    for (let attempt = 1; ; attempt++) {
      const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
      const answer = await fetchJson(path.startsWith('http') ? path : `${settings.graphUrl}${path}`, settings.timeout, {
        ...init,
        headers,
      });
      if (answer.status === 401 && attempt === 1) token = await accessToken(settings);
      else if (answer.status === 429 || answer.status >= 500) {
        if (attempt === MOST_TRIES) throw refusal(answer.status, 'it was tried eight times.');
        await sleep(Number(answer.headers.get('retry-after') ?? attempt) * 1000);
      } else if (answer.status >= 400) throw refusal(answer.status, answer.body.error?.message ?? '');
      else return answer;
    }
  };

  return {
    batch: async (requests, onThrottle) => {
      const done: BatchResponse[] = [];
      let left = requests.map((request) => ({ ...request, headers: { 'Content-Type': 'application/json' } }));
      for (let attempt = 1; left.length > 0; attempt++) {
        const { body } = await call('/v1.0/$batch', { method: 'POST', body: JSON.stringify({ requests: left }) });
        const responses = (body as unknown as { responses: BatchResponse[] }).responses;
        const throttled = responses.filter(({ status }) => status === 429 || status === 503);
        done.push(...responses.filter((response) => !throttled.includes(response)));
        const denied = responses.find(({ status }) => status === 403);
        if (denied) throw refusal(403, denied.body?.error?.message ?? '');
        left = left.filter(({ id }) => throttled.some((response) => response.id === id));
        if (left.length === 0) break;
        if (attempt === MOST_TRIES) throw refusal(429, 'it throttled the same users eight times.');
        const seconds = Math.max(...throttled.map(({ headers }) => Number(headers?.['Retry-After'] ?? attempt)));
        onThrottle?.(seconds);
        await sleep(seconds * 1000);
      }
      return done;
    },
    users: async function* () {
      let next: string | undefined = '/v1.0/users?$select=id,displayName,identities,createdDateTime&$top=100';
      while (next !== undefined) {
        const { body }: Awaited<ReturnType<typeof fetchJson>> = await call(next, {});
        yield* body.value ?? [];
        next = body['@odata.nextLink'];
      }
    },
  };
}
