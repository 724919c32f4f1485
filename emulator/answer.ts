import type { IncomingMessage } from 'node:http';
import { errorAnswer, type HttpAnswer, jsonAnswer, OAuthError, throttledAnswer } from './errors.js';
import type { Fault } from './faults/fault.js';
import { answerGrant } from './grants.js';
import { addressOf, readForm } from './request.js';
import { discoveryDocument, type Route } from './routes.js';
import type { Service } from './service.js';
import { type Claims, issuerOf } from './tokens.js';

/** A request with what goes along with it. */
export interface Asked {
  request: IncomingMessage;
  url: URL;
  origin: string;
  faults: readonly Fault[];
}

/** @returns the answer, and the password that was sent */
async function tokenAnswer(service: Service, route: Route, { request, url, origin, faults }: Asked): Promise<[HttpAnswer, string]> {
  let password = '';
  try {
    if (request.method !== 'POST' && !(request.method === 'GET' && service.settings.requests.get)) throw new OAuthError('AADB2C90226');
    const form = await readForm(request, url, service.settings);
    password = form.get('password') ?? '';
    const { authorization } = request.headers;
    const address = addressOf(request, service.settings);
    const body = await answerGrant(service, {
      policy: route.policy,
      form,
      origin,
      address,
      faults,
      ...(authorization && { authorization }),
    });
    for (const fault of faults) fault.members?.(body);
    return [jsonAnswer(200, body), password];
  } catch (error) {
    if (error instanceof OAuthError) return [errorAnswer(error, service.clock.now()), password];
    throw error;
  }
}

function publishedDocument(service: Service, route: Route, endpoint: 'discovery' | 'keys', { origin, faults }: Asked): HttpAnswer {
  const { settings, keys } = service;
  const body: Claims =
    endpoint === 'keys'
      ? { keys: keys.published().map((key) => ({ ...key })) }
      : discoveryDocument(route, origin, issuerOf(settings, route.policy, origin));
  for (const fault of faults) fault.document?.(endpoint, body);
  return jsonAnswer(200, body);
}

/**
 * Answers a request for the token endpoint or a published document.
 *
 * @param beingAnswered requests at this moment, for faults that depend on load
 */
export async function answerRoute(service: Service, route: Route, asked: Asked, beingAnswered: () => number): Promise<HttpAnswer> {
  const { settings, limits, lockClock: clock } = service;
  const wait = limits.excess(addressOf(asked.request, settings), clock.now());
  if (wait !== undefined) return throttledAnswer(settings.limits.retryAfter ? wait : null);
  if (route.endpoint !== 'token') return publishedDocument(service, route, route.endpoint, asked);
  let [answer, password] = await tokenAnswer(service, route, asked);
  for (const fault of asked.faults) {
    await fault.delay?.(beingAnswered());
    answer = fault.answer?.(answer, password) ?? answer;
  }
  return answer;
}
