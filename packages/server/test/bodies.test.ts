import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveDatasets } from '../src/index.js';
import { ROUTES } from '../src/routes/index.js';
import { jsonOf, openApp } from './support/requests.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };

describe('a body where none is taken', () => {
  const body = '{"where":{"input":7}}';

  it('changes nothing', async () => {
    const { ask, storage } = openApp();
    await storage.createDataset({ id: 'a', name: 'A' });
    const item = await storage.addItem({ datasetId: 'a', input: 1 });
    await storage.tagVersion({ datasetId: 'a', tag: 'old', version: 1 });
    const deletions = ROUTES.filter(({ method }) => method === 'delete');
    expect(deletions).toHaveLength(3);
    for (const { path } of deletions) {
      const address = path
        .replace('{datasetId}', 'a')
        .replace('{itemId}', item.id)
        .replace('{tag}', 'old');
      const answer = await ask('DELETE', address, { body, headers: JSON_TYPE });
      expect([answer.status, await jsonOf(answer)], path).toMatchObject([
        400,
        { code: 'BODY_INVALID' },
      ]);
    }
    expect(await storage.getItemById({ id: item.id })).not.toBeNull();
    expect(await storage.listTags({ datasetId: 'a' })).toHaveLength(1);
    // One that is empty says nothing.
    expect((await ask('DELETE', '/datasets/a', { body: '' })).status).toBe(204);
  });

  it('is refused by every address that is read', async () => {
    const storage = new DatasetsInMemory();
    const server = await serveDatasets({ storage, port: 0 });
    onTestFinished(() => server.close());
    const statusOf = async (method: string, path: string, headers: Record<string, string>) => {
      const asked = request(`${server.url}/api/v1${path}`, {
        method,
        agent: false,
        headers: { Authorization: `Bearer ${server.token ?? ''}`, ...JSON_TYPE, ...headers },
      }).end('Content-Length' in headers || 'Transfer-Encoding' in headers ? body : '');
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      await once(answer, 'end');
      return answer.statusCode;
    };
    const paths = ROUTES.filter(({ method }) => method === 'get').map(({ path }) => path);
    const length = { 'Content-Length': String(body.length) };
    for (const path of ['', '/openapi.json', ...paths]) {
      const address = path.replaceAll(/\{(\w+)\}/g, 'a');
      expect(await statusOf('GET', address, length), path).toBe(400);
      expect(await statusOf('HEAD', address, length), path).toBe(400);
    }
    const parts = { 'Transfer-Encoding': 'chunked' };
    expect(await statusOf('GET', '/datasets', parts)).toBe(400);
    expect(await statusOf('DELETE', '/datasets/a', parts)).toBe(400);
    expect(await statusOf('GET', '/datasets', {})).toBe(200);
    expect(await statusOf('DELETE', '/datasets/a', {})).toBe(204);
  });
});

describe('a body that is not as it says', () => {
  it('is refused where it is compressed, with what is taken', async () => {
    const { app, storage } = openApp();
    const { id } = await storage.createDataset({ id: 'a', name: 'A' });
    const send = (
      path: string,
      type: string,
      coding: string,
      body: string | Uint8Array<ArrayBuffer>,
    ) =>
      app.request(`http://localhost/api/v1${path}`, {
        method: 'POST',
        headers: { 'Content-Type': type, 'Content-Encoding': coding },
        body,
      });
    for (const [path, type] of [
      ['/datasets/a/items', 'application/json'],
      ['/datasets/a/imports', 'application/jsonl'],
      ['/datasets/a/imports/preview', 'application/jsonl'],
    ] as const) {
      for (const [coding, body] of [
        ['gzip', gzipSync('{"input":1}')],
        ['gzip', '{"input":1}'],
        ['identity, br', '{"input":1}'],
      ] as const) {
        const answer = await send(path, type, coding, body);
        expect([answer.status, answer.headers.get('Accept-Encoding')], path).toEqual([
          415,
          'identity',
        ]);
        expect(await jsonOf(answer)).toMatchObject({ code: 'MEDIA_TYPE_UNSUPPORTED' });
      }
      expect((await send(path, type, 'Identity', '{"input":1}')).ok, path).toBe(true);
    }
    const { versionNumber } = (await storage.getDatasetById({ id })) ?? {};
    expect(versionNumber).toBe(2);
  });

  it('is refused where it is other text than UTF-8', async () => {
    const { ask, storage } = openApp();
    await storage.createDataset({ id: 'a', name: 'A' });
    const statusOf = async (path: string, type: string) => {
      const headers = { 'Content-Type': type };
      return (await ask('POST', `/datasets/a/${path}`, { body: '{"input":1}', headers })).status;
    };
    for (const [path, type, status] of [
      ['items', 'application/json', 201],
      ['imports', 'application/jsonl', 200],
    ] as const) {
      for (const charset of ['utf-8', 'UTF-8', '"utf-8"', 'utf8']) {
        expect(await statusOf(path, `${type}; charset=${charset}`), charset).toBe(status);
      }
      for (const charset of ['utf-16', 'latin1', '"utf-16"', '']) {
        expect(await statusOf(path, `${type};charset=${charset}`), charset).toBe(
          // A parameter without a value is none.
          charset === '' ? status : 415,
        );
      }
      expect(await statusOf(path, 'application/'), path).toBe(415);
    }
  });
});
