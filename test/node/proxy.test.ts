import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { useProxy } from '../../lib/node/proxy.js';

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('fetch goes by way of the proxy of the environment, and to loopback without it', async () => {
  const asked: string[] = [];
  const target = await listen(createServer((_, response) => response.end('here')));
  // A proxy to which every name is the target.
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url as string);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(connect(target, '127.0.0.1')).pipe(socket);
  });
  await useProxy({ HTTP_PROXY: `127.0.0.1:${await listen(proxy)}` });
  expect(await (await fetch('http://graph.example.invalid/v1.0/users')).text()).toBe('here');
  expect(await (await fetch(`http://127.0.0.1:${target}`)).text()).toBe('here');
  expect(asked).toEqual(['graph.example.invalid:80']);
});

test('what is no proxy is named, and not shown', async () => {
  const used = useProxy({ HTTPS_PROXY: 'socks5://me:canary@proxy.example' });
  await expect(used).rejects.toThrow('HTTPS_PROXY is no proxy that can be used');
  await expect(used).rejects.not.toThrow('canary');
});
