import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { adminAnswer } from './admin.js';
import { answerRoute } from './answer.js';
import { htmlAnswer, notFound } from './errors.js';
import { routeGraph } from './graph/router.js';
import { originOf } from './request.js';
import { findRoute } from './routes.js';
import { send } from './send.js';
import type { Service } from './service.js';

/** A certificate with its key, for https. */
export interface Credentials {
  key: string;
  cert: string;
}

let beingAnswered = 0;

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
  const answer = await answerRoute(service, route, { request, url, origin, faults }, () => beingAnswered);
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

/**
 * The emulator as a server; the caller makes it listen.
 *
 * @param credentials https where they are given
 */
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
