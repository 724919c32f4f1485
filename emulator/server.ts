import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { adminAnswer } from './admin.js';
import { errorAnswer, type HttpAnswer, htmlAnswer, jsonAnswer, notFound, OAuthError, throttledAnswer } from './errors.js';
import type { Fault } from './faults/fault.js';
import { answerGrant } from './grants.js';
import { routeGraph } from './graph/router.js';
import { addressOf, originOf, readForm } from './request.js';
import { discoveryDocument, findRoute, type Route } from './routes.js';
import type { Service } from './service.js';
import { type Claims, issuerOf } from './tokens.js';

/** A certificate with its key, for https. */
export interface Credentials {
  key: string;
  cert: string;
}

interface Asked {
  request: IncomingMessage;
  url: URL;
  origin: string;
  faults: readonly Fault[];
}

let beingAnswered = 0;

/** @returns the answer, and the password that was sent */
async function tokenAnswer(service: Service, route: Route, { request, url, origin, faults }: Asked): Promise<[HttpAnswer, string]> {
  let password = '';
  try {
    if (request.method !== 'POST') throw new OAuthError('AADB2C90226');
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

async function send(response: ServerResponse, answer: HttpAnswer, connection: Fault['connection']): Promise<void> {
  if (connection === 'reset') {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, answer.status === 204 ? {} : { ...answer.headers, 'Content-Length': Buffer.byteLength(answer.body) });
  if (connection === 'cut') {
    response.write(answer.body.slice(0, answer.body.length / 2), () => response.destroy());
    return;
  }
  if (connection === 'slow') {
    for (let i = 0; i < 4; i++) {
      response.write(answer.body.slice((answer.body.length * i) / 4, (answer.body.length * (i + 1)) / 4));
      await sleep(500, undefined, { ref: false });
    }
    response.end();
    return;
  }
  response.end(answer.body);
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

async function answerRoute(service: Service, route: Route, asked: Asked): Promise<HttpAnswer> {
  const { settings, limits, lockClock: clock } = service;
  const wait = limits.excess(addressOf(asked.request, settings), clock.now());
  if (wait !== undefined) return throttledAnswer(settings.limits.retryAfter ? wait : null);
  if (route.endpoint !== 'token') return publishedDocument(service, route, route.endpoint, asked);
  let [answer, password] = await tokenAnswer(service, route, asked);
  for (const fault of asked.faults) {
    await fault.delay?.(beingAnswered);
    answer = fault.answer?.(answer, password) ?? answer;
  }
  return answer;
}

async function handle(
  service: Service,
  secure: boolean,
  crash: (ms: number) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = parseUrl(request.url);
  if (!url) return send(response, htmlAnswer(400, '<h2>Bad Request</h2>'), undefined);
  const own = await adminAnswer(service, request, url.pathname, crash);
  if (own) return send(response, own, undefined);
  const origin = originOf(request, service.settings, secure);
  const graph = await routeGraph(service, request, url, origin);
  if (graph) return send(response, graph, undefined);
  const route = findRoute(service.settings, url);
  if (!route) return send(response, notFound(), undefined);
  const faults = service.faults.next();
  const answer = await answerRoute(service, route, { request, url, origin, faults });
  const connection = route.endpoint === 'token' ? faults.find((fault) => fault.connection)?.connection : undefined;
  return send(response, answer, connection);
}

function parseUrl(text = '/'): URL | undefined {
  try {
    return new URL(text, 'http://emulator');
  } catch {
    return undefined;
  }
}

/** The emulator as a server; the caller makes it listen. @param credentials https where they are given */
export function createEmulator(service: Service, credentials?: Credentials): Server {
  const crash = (ms: number): void => {
    const at = server.address();
    if (at === null || typeof at === 'string') return;
    setTimeout(() => {
      server.close(() => setTimeout(() => server.listen(at.port, at.address), ms));
      server.closeAllConnections();
    }, 20);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    beingAnswered += 1;
    handle(service, credentials !== undefined, crash, request, response)
      .catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNRESET') return;
        // An error of the emulator's own: said on its terminal, never to the client.
        console.error(error);
        if (!response.headersSent) response.writeHead(500).end();
      })
      .finally(() => {
        beingAnswered -= 1;
      });
  };
  const server = credentials ? createHttpsServer(credentials, listener) : createHttpServer(listener);
  server.keepAliveTimeout = 120_000;
  return server;
}
