import type { IncomingMessage } from 'node:http';
import { type HttpAnswer, jsonAnswer, OAuthError } from '../errors.js';
import { readBody } from '../request.js';
import type { Service } from '../service.js';
import { graphToken } from './access.js';
import { errorBody, type GraphAnswer, GraphError } from './graph-error.js';
import { type GraphRequest, usersAnswer } from './users.js';

const MAX_BATCH = 20;

interface BatchItem {
  id?: unknown;
  method?: unknown;
  url?: unknown;
  body?: unknown;
}

/** One request; a refusal is an answer, too. */
function answerOne(service: Service, request: GraphRequest): GraphAnswer {
  try {
    return usersAnswer(service, request);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const headers: Record<string, string> = error.retryAfter === undefined ? {} : { 'Retry-After': String(error.retryAfter) };
    return { status: error.status, headers, body: errorBody(error) };
  }
}

/**
 * Up to twenty requests; each is judged and throttled by itself (Microsoft Graph, JSON batching).
 *
 * @throws GraphError
 */
function answerBatch(service: Service, request: GraphRequest): GraphAnswer {
  const { requests } = (request.body ?? {}) as { requests?: (BatchItem | null)[] };
  if (!Array.isArray(requests) || requests.length === 0 || requests.length > MAX_BATCH)
    throw new GraphError(400, 'BadRequest', `A batch takes 1 to ${MAX_BATCH} requests.`);
  const responses = requests.map((item) => {
    const { id, method, url, body } = item ?? {};
    const one = { ...request, method: String(method), url: new URL(`/v1.0${String(url)}`, 'http://graph'), body };
    return { id, ...answerOne(service, one) };
  });
  return { status: 200, headers: {}, body: { responses } };
}

async function graphAnswer(service: Service, request: IncomingMessage, url: URL, origin: string): Promise<GraphAnswer> {
  const text = await readBody(request);
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    throw new GraphError(400, 'BadRequest', 'Unable to read JSON request payload.');
  }
  const { authorization } = request.headers;
  const one: GraphRequest = { method: request.method ?? 'GET', url, body, origin, ...(authorization && { authorization }) };
  return url.pathname === '/v1.0/$batch' ? answerBatch(service, one) : answerOne(service, one);
}

/**
 * Graph and the token endpoint for it.
 *
 * @returns undefined for a path that is not theirs, or where Graph is switched off
 */
export async function routeGraph(service: Service, request: IncomingMessage, url: URL, origin: string): Promise<HttpAnswer | undefined> {
  const { settings } = service;
  if (!settings.graph.enabled) return undefined;
  const tenant = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(url.pathname)?.[1]?.toLowerCase();
  if (tenant && !url.searchParams.has('p') && [settings.tenant.name.toLowerCase(), settings.tenant.id].includes(tenant)) {
    const { status, body } = graphToken(service, new URLSearchParams(await readBody(request)));
    return jsonAnswer(status, body);
  }
  if (!url.pathname.startsWith('/v1.0/')) return undefined;
  try {
    const { status, headers, body } = await graphAnswer(service, request, url, origin);
    return { ...jsonAnswer(status, body, headers), ...(body === undefined && { body: '' }) };
  } catch (error) {
    if (error instanceof GraphError) return jsonAnswer(error.status, errorBody(error));
    if (error instanceof OAuthError)
      return jsonAnswer(413, errorBody(new GraphError(413, 'RequestEntityTooLarge', 'The body is too large.')));
    throw error;
  }
}
