import { setTimeout as sleep } from 'node:timers/promises';
import { hasSameOrigin } from '../../core/origin.js';
import { UsageError } from '../../core/usage-error.js';
import { type GraphSettings, MOST_TRIES, openGraphCall, refusal, secondsToWait } from './graph-http.js';

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
  /** Whether the request was sent before and broke off, so that it may have been carried out then. */
  resent?: boolean;
  body?: { id?: string; error?: { code?: string; message?: string }; value?: GraphUser[]; '@odata.nextLink'?: string };
}

export interface GraphUser {
  id: string;
  displayName: string;
  createdDateTime?: string;
  identities?: { issuerAssignedId?: string }[];
}

export const MAX_BATCH = 20;

/** Microsoft Graph, as far as a user pool needs it. */
export interface Graph {
  /** Sends up to twenty requests; those that are throttled are sent again when Graph says so. */
  batch(requests: readonly BatchRequest[], onThrottle?: (seconds: number) => void): Promise<BatchResponse[]>;
  /** All users, page by page. */
  users(): AsyncGenerator<GraphUser>;
}

/** @throws UsageError where the token is refused, or the URL is none */
export async function openGraph(settings: GraphSettings): Promise<Graph> {
  const call = await openGraphCall(settings);
  return {
    batch: async (requests, onThrottle) => {
      const done: BatchResponse[] = [];
      const resent = new Set<string>();
      let left = requests.map((request) => ({ ...request, headers: { 'Content-Type': 'application/json' } }));
      for (let attempt = 1; left.length > 0; attempt++) {
        const answer = await call(`${settings.graphUrl}/v1.0/$batch`, { method: 'POST', body: JSON.stringify({ requests: left }) });
        if (answer.resent) for (const { id } of left) resent.add(id);
        const responses = answer.body.responses as BatchResponse[];
        const throttled = responses.filter(({ status }) => status === 429 || status === 503);
        for (const response of responses) if (!throttled.includes(response)) done.push({ ...response, resent: resent.has(response.id) });
        const denied = responses.find(({ status }) => status === 403);
        if (denied) throw refusal(403, denied.body?.error?.message ?? '');
        left = left.filter(({ id }) => throttled.some((response) => response.id === id));
        if (left.length === 0) break;
        if (attempt === MOST_TRIES) throw refusal(429, `it throttled the same users ${MOST_TRIES} times.`);
        for (const { id, status } of throttled) if (status === 503) resent.add(id);
        const seconds = Math.max(...throttled.map(({ headers }) => secondsToWait(headers?.['Retry-After'], attempt)));
        onThrottle?.(seconds);
        await sleep(seconds * 1000);
      }
      return done;
    },
    users: async function* () {
      let next: string | undefined = `${settings.graphUrl}/v1.0/users?$select=id,displayName,identities,createdDateTime&$top=100`;
      while (next !== undefined) {
        const { body } = await call(next, {});
        yield* (body.value ?? []) as GraphUser[];
        next = body['@odata.nextLink'] as string | undefined;
        if (next !== undefined && !hasSameOrigin(next, settings.graphUrl))
          throw new UsageError([`Graph names a next page at another host than ${settings.graphUrl}: it is not asked.`]);
      }
    },
  };
}
