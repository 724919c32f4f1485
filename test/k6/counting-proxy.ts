import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A proxy in front of the emulator that holds every request for a moment, and counts how many it has at the same time. */
export async function startCountingProxy(target: string): Promise<{ baseUrl: string; most: () => number; stop: () => void }> {
  let now = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    now += 1;
    most = Math.max(most, now);
    let body = '';
    for await (const chunk of request) body += chunk;
    await pause(200);
    const headers = { host: request.headers.host ?? '', 'content-type': request.headers['content-type'] ?? '' };
    const answer = await fetch(`${target}${request.url}`, { method: request.method ?? 'GET', headers, ...(body && { body }) });
    now -= 1;
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, most: () => most, stop: () => server.close() };
}
