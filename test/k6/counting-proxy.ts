import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A proxy that counts requests. */
export interface CountingProxy {
  baseUrl: string;
  /** Token requests in all, and at most at the same time. */
  counts(): { all: number; most: number };
  stop(): void;
}

/** Stands in front of the emulator. @param holdMs how long each request is held, so that those of one moment meet */
export async function startCountingProxy(target: string, holdMs: number): Promise<CountingProxy> {
  let now = 0;
  let most = 0;
  let all = 0;
  const server = createServer(async (request, response) => {
    now += 1;
    if (request.url?.includes('/token')) all += 1;
    most = Math.max(most, now);
    let body = '';
    for await (const chunk of request) body += chunk;
    if (holdMs > 0) await pause(holdMs);
    const headers = { host: request.headers.host ?? '', 'content-type': request.headers['content-type'] ?? '' };
    const answer = await fetch(`${target}${request.url}`, { method: request.method ?? 'GET', headers, ...(body && { body }) });
    now -= 1;
    const kept = ['content-type', 'x-emulator'].map((name) => [name, answer.headers.get(name) ?? '']);
    response.writeHead(answer.status, Object.fromEntries(kept)).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: () => ({ all, most }),
    stop: () => server.close(),
  };
}
