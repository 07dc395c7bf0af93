import { once } from 'node:events';
import { connect } from 'node:net';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { expect, it, onTestFinished } from 'vitest';
import { hashToken, serveDatasets, type ServeDatasetsOptions } from '../src/index.js';

async function open(options: Partial<ServeDatasetsOptions> = {}) {
  const storage = new DatasetsInMemory();
  const server = await serveDatasets({ storage, port: 0, ...options });
  onTestFinished(() => server.close());
  return server;
}

const statusOf = async (url: string, token: string) =>
  (await fetch(`${url}/api/v1`, { headers: { Authorization: `Bearer ${token}` } })).status;

it('listens on this machine only, and lets in the bearer of a random token', async () => {
  const one = await open();
  const two = await open();
  expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(one.token).toMatch(/^[\w-]{43}$/);
  expect(one.token).not.toBe(two.token);
  expect(await statusOf(one.url, one.token ?? '')).toBe(200);
  expect(await statusOf(one.url, two.token ?? '')).toBe(401);
});

it('has no random token where tokens are configured', async () => {
  const { url, token } = await open({ tokens: [{ role: 'read', sha256: hashToken('mine') }] });
  expect(token).toBeNull();
  expect(await statusOf(url, 'mine')).toBe(200);
  expect(await statusOf(url, '')).toBe(401);
});

it('answers for the address that it listens at', async () => {
  const { url, token } = await open({ host: '::1' });
  expect(url).toMatch(/^http:\/\/\[::1\]:/);
  expect(await statusOf(url, token ?? '')).toBe(200);
});

it('says that a port is taken', async () => {
  const { url } = await open();
  await expect(open({ port: Number(new URL(url).port) })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});

it('closes, though a client keeps its connection', async () => {
  const storage = new DatasetsInMemory();
  const server = await serveDatasets({ storage, port: 0 });
  const { port } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /api/v1 HTTP/1.1\r\nHost: localhost\r\n');
  await server.close();
  if (!socket.closed) await once(socket, 'close');
  await expect(fetch(server.url)).rejects.toThrow();
});

it.each([
  ['no body', 'DELETE', '/tags/old', '', 204],
  ['parts of a body', 'POST', '/items', '7\r\n{"input\r\n4\r\n":1}\r\n0\r\n\r\n', 201],
  ['too many parts', 'POST', '/items', `3e8\r\n${' '.repeat(1_000)}\r\n`, 413],
])('takes requests of clients that tell no length: %s', async (_, method, path, body, status) => {
  const storage = new DatasetsInMemory();
  await storage.createDataset({ id: 'a', name: 'A' });
  await storage.tagVersion({ datasetId: 'a', tag: 'old', version: 0 });
  const { url, token } = await open({ storage, limits: { bodySize: 500 } });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const headers = [
    `${method} /api/v1/datasets/a${path} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${token ?? ''}`,
    'Connection: close',
    ...(body === '' ? [] : ['Content-Type: application/json', 'Transfer-Encoding: chunked']),
  ];
  socket.write(`${headers.join('\r\n')}\r\n\r\n${body}`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(answer.toString()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});
