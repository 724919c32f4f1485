import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { proxyFor, useProxy } from '../../lib/node/proxy.js';

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A proxy to which every name is one server, and what it was asked for. */
async function startProxy(target: number): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url as string);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(connect(target, '127.0.0.1')).pipe(socket);
  });
  return { port: await listen(proxy), asked };
}

async function use(environment: Record<string, string>): Promise<string[]> {
  const before = getGlobalDispatcher();
  onTestFinished(() => setGlobalDispatcher(before));
  return useProxy(environment);
}

test('fetch goes by way of the proxy of the environment, and to loopback and hosts of NO_PROXY without it', async () => {
  const target = await listen(createServer((_, response) => response.end('here')));
  const { port, asked } = await startProxy(target);
  await use({ HTTP_PROXY: `127.0.0.1:${port}`, NO_PROXY: 'near.example.invalid' });
  expect(await (await fetch('http://graph.example.invalid/v1.0/users')).text()).toBe('here');
  expect(await (await fetch(`http://127.0.0.1:${target}`)).text()).toBe('here');
  await expect(fetch('http://near.example.invalid/')).rejects.toThrow();
  expect(asked).toEqual(['graph.example.invalid:80']);
});

test('https goes by way of its own proxy', async () => {
  const { port, asked } = await startProxy(await listen(createServer()));
  await use({ HTTPS_PROXY: `http://127.0.0.1:${port}` });
  await expect(fetch('https://graph.example.invalid/')).rejects.toThrow();
  expect(asked).toEqual(['graph.example.invalid:443']);
});

test('a proxy of another kind is named, and k6 alone uses it', async () => {
  expect(await use({ HTTPS_PROXY: 'socks5://me:canary@proxy.example' })).toEqual(['HTTPS_PROXY']);
});

test.each([
  ['http and https apart, capitals first', { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2' }, 'https', 'http://a:1'],
  ['not that of http for https, as Go does', { HTTP_PROXY: 'http://a:1' }, 'https', undefined],
  ['a host and a port', { http_proxy: 'a:1' }, 'http', 'http://a:1'],
  ['none where both spellings are empty', { HTTPS_PROXY: '', https_proxy: '' }, 'https', undefined],
  ['none where NO_PROXY is *', { HTTP_PROXY: 'http://a:1', NO_PROXY: '*' }, 'http', undefined],
] as const)('the proxy that k6 goes by: %s', (_, environment, scheme, proxy) => {
  expect(proxyFor(environment, scheme)).toBe(proxy);
});
