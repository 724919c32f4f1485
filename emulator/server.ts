import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorAnswer, type HttpAnswer, jsonAnswer, notFound, OAuthError } from './errors.js';
import { type Fault, Faults, parseFault } from './faults.js';
import { answerGrant, type Service } from './grants.js';
import { discoveryDocument, findRoute, type Route } from './routes.js';
import { issuerOf } from './tokens.js';

const MAX_BODY = 1_000_000;

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > MAX_BODY) throw new OAuthError('invalid_request', 'AADB2C90083', 'The request is too long.');
  }
  return body;
}

async function tokenAnswer(
  service: Service,
  faults: Faults,
  hit: readonly Fault[],
  route: Route,
  request: IncomingMessage,
): Promise<HttpAnswer> {
  try {
    if (request.method !== 'POST') {
      throw new OAuthError('invalid_request', 'AADB2C90226', 'The specified token exchange is only supported over HTTP POST.');
    }
    const form = new URLSearchParams(await readBody(request));
    const key = hit.some((fault) => fault.wrongKey) ? { ...(await faults.wrongKey), kid: service.key.kid } : service.key;
    const body = await answerGrant(service, { policy: route.policy, form, faults: hit, key });
    for (const fault of hit) fault.members?.(body);
    return jsonAnswer(200, body);
  } catch (error) {
    if (error instanceof OAuthError) return errorAnswer(error, service.now());
    throw error;
  }
}

function send(response: ServerResponse, answer: HttpAnswer, connection: Fault['connection']): void {
  if (connection === 'reset') {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': Buffer.byteLength(answer.body) });
  if (connection === 'cut') {
    response.write(answer.body.slice(0, answer.body.length / 2), () => response.destroy());
    return;
  }
  response.end(answer.body);
}

/** `PUT /_emulator/faults` with a list such as `["slow=0.5"]`: the faults that are on from now. Loopback only. */
async function setFaults(faults: Faults, request: IncomingMessage): Promise<HttpAnswer> {
  try {
    const names = JSON.parse(await readBody(request)) as string[];
    faults.set(names.map(parseFault));
    return jsonAnswer(200, { faults: names });
  } catch (error) {
    return jsonAnswer(400, { error: (error as Error).message });
  }
}

function isLocal(request: IncomingMessage): boolean {
  return /^(::1|(::ffff:)?127\.)/.test(request.socket.remoteAddress ?? '');
}

async function handle(service: Service, faults: Faults, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const origin = `http://${request.headers.host ?? 'localhost'}`;
  const url = new URL(request.url ?? '/', 'http://emulator');
  if (url.pathname === '/_emulator/faults' && request.method === 'PUT' && isLocal(request)) {
    send(response, await setFaults(faults, request), undefined);
    return;
  }
  const route = findRoute(service.settings, url);
  if (!route) return send(response, notFound(), undefined);
  if (route.endpoint === 'keys') return send(response, jsonAnswer(200, { keys: [service.key.jwk] }), undefined);
  if (route.endpoint === 'discovery') {
    return send(response, jsonAnswer(200, discoveryDocument(route, origin, issuerOf(service.settings, route.policy))), undefined);
  }
  const hit = faults.next();
  let answer = await tokenAnswer(service, faults, hit, route, request);
  for (const fault of hit) {
    if (fault.delay) await sleep(fault.delay, undefined, { ref: false });
    answer = fault.answer?.(answer) ?? answer;
  }
  send(response, answer, hit.find((fault) => fault.connection)?.connection);
}

/** The emulator as an HTTP server; the caller makes it listen. */
export function createEmulator(service: Service, faults = new Faults()): Server {
  const server = createServer((request, response) => {
    handle(service, faults, request, response).catch((error: unknown) => {
      // An error of the emulator's own: said on its terminal, never to the client.
      console.error(error);
      if (!response.headersSent) send(response, jsonAnswer(500, { error: 'server_error' }), undefined);
    });
  });
  server.keepAliveTimeout = 120_000;
  return server;
}
