import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { DatasetItem, IterateItemsInput } from '@mastra-datasets/core';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { serveDatasets } from '../src/index.js';
import { jsonOf, openApp } from './support/requests.js';

/** Many items of which it is known how many were read, and when the reading ended. */
class Counted extends DatasetsInMemory {
  given = 0;
  ended = false;

  override async *iterateItems(
    input: IterateItemsInput,
  ): AsyncGenerator<DatasetItem, void, undefined> {
    const [item] = await this.getItemsByVersion({ datasetId: input.datasetId, version: 1 });
    try {
      for (let index = 0; item !== undefined && index < 1_000_000; index += 1) {
        this.given += 1;
        yield item;
      }
    } finally {
      this.ended = true;
    }
  }
}

async function openCounted() {
  const storage = new Counted();
  const { id: datasetId } = await storage.createDataset({ name: 'long' });
  await storage.addItem({ datasetId, input: 'x'.repeat(1_000) });
  return { storage, datasetId, path: `/datasets/${datasetId}/items/stream` };
}

async function serve(
  storage: Counted,
  limits = {},
  onError: (error: unknown) => void = console.error,
) {
  const server = await serveDatasets({ storage, port: 0, limits, onError });
  onTestFinished(() => server.close());
  const headers = { Authorization: `Bearer ${server.token ?? ''}` };
  return { ...server, headers };
}

/** Asks for a stream, and reads nothing of it. */
async function askOnly(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const asked = request(url, { headers, agent: false }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.pause();
  onTestFinished(() => {
    answer.destroy();
  });
  return answer;
}

describe('a stream', () => {
  it('reads no more than its reader takes, and ends when the reader leaves', async () => {
    const { storage, path } = await openCounted();
    const { ask } = openApp({ storage });
    const answer = await ask('GET', path);
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const given = storage.given;
    expect(given).toBeLessThan(200);
    await reader.read();
    expect(storage.given).toBeGreaterThan(given);
    expect(storage.given).toBeLessThan(400);
    await reader.cancel();
    expect(storage.ended).toBe(true);
  });

  it('that nobody reads holds nobody up, and ends with its connection', async () => {
    const { storage, path, datasetId } = await openCounted();
    const { url, headers } = await serve(storage);
    const slow = await Promise.all(
      Array.from({ length: 10 }, () => askOnly(`${url}/api/v1${path}`, headers)),
    );
    for (let index = 0; index < 50; index += 1) {
      const answer = await fetch(`${url}/api/v1/datasets/${datasetId}`, { headers });
      expect(answer.status).toBe(200);
      await answer.text();
    }
    // What the sockets hold is all that was read.
    expect(storage.given).toBeLessThan(10 * 20_000);
    expect(storage.ended).toBe(false);
    for (const answer of slow) answer.destroy();
    await expect.poll(() => storage.ended).toBe(true);
  });

  it('takes a place until it ends, and others wait for one', async () => {
    const { storage, path } = await openCounted();
    const { url, headers } = await serve(storage, { streams: 2 });
    const taken = await askOnly(`${url}/api/v1${path}`, headers);
    await askOnly(`${url}/api/v1${path}`, headers);
    const refused = await fetch(`${url}/api/v1${path}`, { headers });
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([503, '1']);
    expect(await jsonOf(refused)).toMatchObject({ code: 'SERVER_BUSY' });
    taken.destroy();
    await expect
      .poll(async () => (await fetch(`${url}/api/v1${path}`, { method: 'HEAD', headers })).status)
      .toBe(200);
  });

  it('gives back its place however it ends', async () => {
    const { storage, path } = await openCounted();
    const { ask } = openApp({ storage, limits: { streams: 1 } });
    for (let index = 0; index < 5; index += 1) {
      expect((await ask('HEAD', path)).status).toBe(200);
      expect((await ask('GET', `${path}?version=9&order=up`)).status).toBe(400);
      const answer = await ask('GET', path);
      expect(answer.status).toBe(200);
      await answer.body?.cancel();
    }
  });

  it('that fails on the way breaks off, and looks like no end', async () => {
    class Failing extends Counted {
      override async *iterateItems(input: IterateItemsInput) {
        for await (const item of super.iterateItems(input)) {
          if (this.given > 500) throw new Error('The disk is gone.');
          yield item;
        }
      }
    }
    const storage = new Failing();
    const { id: datasetId } = await storage.createDataset({ name: 'failing' });
    await storage.addItem({ datasetId, input: 'x'.repeat(1_000) });
    const told: unknown[] = [];
    const { url, headers } = await serve(storage, {}, (error) => told.push(error));
    const address = `${url}/api/v1/datasets/${datasetId}/items/stream`;
    const answer = await fetch(address, { headers });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(told).toMatchObject([{ message: 'The disk is gone.' }]);
  });
});

describe('an import', () => {
  const lines = { 'Content-Type': 'application/jsonl' };

  async function openImport(limits = {}) {
    const { ask, storage } = openApp({ limits });
    const { id } = await storage.createDataset({ name: 'imported' });
    const itemCount = async () =>
      (await storage.listItems({ datasetId: id, pagination: { page: 0, perPage: 1 } })).pagination
        .total;
    return { ask, storage, path: `/datasets/${id}/imports`, id, itemCount };
  }

  it('takes what an export gives', async () => {
    const { ask, storage, path, id } = await openImport();
    const other = await storage.createDataset({ name: 'Straße "1"' });
    for (const input of ['one', { a: [null] }, 3]) {
      await storage.addItem({ datasetId: other.id, input, splits: ['x'], context: { input } });
    }
    const { id: gone } = await storage.addItem({ datasetId: other.id, input: 'gone' });
    await storage.purgeItem({ datasetId: other.id, id: gone, keep: true });
    const exported = await ask('GET', `/datasets/${other.id}/export`);
    expect(exported.headers.get('Content-Disposition')).toBe(
      `attachment; filename="Stra_e _1_.jsonl"; filename*=UTF-8''Stra%C3%9Fe%20%221%22.jsonl`,
    );
    const body = await exported.text();
    const report = await ask('POST', path, { body, headers: lines });
    expect([report.status, await jsonOf(report)]).toMatchObject([200, { added: 3, rejected: 0 }]);
    await storage.deleteItem({ datasetId: other.id, id: gone });
    expect(await storage.snapshotDigest({ datasetId: id })).toBe(
      await storage.snapshotDigest({ datasetId: other.id }),
    );
  });

  it('reports what it leaves out, or ends with the first', async () => {
    const { ask, path, itemCount } = await openImport();
    const body = '{"input":1}\n\n{"inptu":2}\n{"input":3,"context":[]}\n{"input":4}';
    const ended = await ask('POST', path, { body, headers: lines });
    expect([ended.status, await jsonOf(ended)]).toMatchObject([
      400,
      { code: 'INVALID_ARGUMENT', details: { path: 'items[1].inptu' } },
    ]);
    expect(await itemCount()).toBe(0);
    const reported = await ask('POST', `${path}?onRejected=report`, { body, headers: lines });
    expect(await jsonOf(reported)).toMatchObject({
      added: 2,
      rejected: 2,
      rejections: [{ index: 1 }, { index: 2, details: { path: 'items[2].context' } }],
    });
  });

  it('says before what it would do, and changes nothing', async () => {
    const { ask, storage, path, id } = await openImport();
    await storage.importItems({
      datasetId: id,
      items: ['kept', 'changed', 'gone'].map((externalId) => ({ externalId, input: 1 })),
    });
    const body = [
      { externalId: 'kept', input: 1 },
      { externalId: 'changed', input: 2 },
      { externalId: 'new', input: 3 },
      { externalId: 'new', input: 4 },
      { inptu: 5 },
      6,
    ]
      .map((item) => JSON.stringify(item))
      .join('\n');
    const conditions = 'onConflict=update&onMissing=delete';
    const preview = await ask('POST', `${path}/preview?${conditions}`, { body, headers: lines });
    expect([preview.status, await jsonOf(preview)]).toMatchObject([
      200,
      {
        versionNumber: 1,
        added: 1,
        updated: 1,
        unchanged: 1,
        deleted: 1,
        deletedItems: [{ externalId: 'gone', input: 1 }],
        rejected: 3,
        rejections: [{ index: 4 }, { index: 5 }, { index: 3 }],
      },
    ]);
    const few = await ask('POST', `${path}/preview?${conditions}&maxDeleted=0`, {
      body,
      headers: lines,
    });
    expect([few.status, await jsonOf(few)]).toMatchObject([409, { code: 'TOO_MANY_DELETIONS' }]);
    const unknown = await ask('POST', `${path}/preview?onConflict=no`, { body, headers: lines });
    expect(unknown.status).toBe(400);
    const stale = await ask('POST', `${path}/preview`, {
      body,
      headers: { ...lines, 'If-Match': '"0"' },
    });
    expect(stale.status).toBe(412);
    const { versions } = await storage.listVersions({
      datasetId: id,
      pagination: { page: 0, perPage: 5 },
    });
    expect(versions.map(({ number }) => number)).toEqual([1, 0]);
  });

  it('of something else than lines of JSON changes nothing', async () => {
    const { ask, path, itemCount } = await openImport({ lineSize: 50, importSize: 200 });
    const good = '{"input":1}\n';
    const refusals: [body: string, type: string, status: number, code: string][] = [
      [good, 'application/json', 415, 'MEDIA_TYPE_UNSUPPORTED'],
      [`${good}{"input":`, lines['Content-Type'], 400, 'INVALID_ARGUMENT'],
      [`${good}"${'x'.repeat(60)}"`, lines['Content-Type'], 413, 'BODY_TOO_LARGE'],
      [good.repeat(30), lines['Content-Type'], 413, 'BODY_TOO_LARGE'],
    ];
    for (const [body, type, status, code] of refusals) {
      const answer = await ask('POST', path, { body, headers: { 'Content-Type': type } });
      expect([answer.status, await jsonOf(answer)]).toMatchObject([status, { code }]);
    }
    expect(await itemCount()).toBe(0);
  });

  it('whose body stops or breaks off changes nothing', async () => {
    const { storage, path, itemCount } = await openImport();
    const timeoutMs = 60_000;
    const { app } = openApp({ storage, limits: { timeoutMs, streams: 1 } });
    const send = async (
      end: (controller: ReadableStreamDefaultController) => void,
      onRead: () => void = () => undefined,
    ) => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"input":1}\n'));
          end(controller);
        },
        // Asked for when the part above was read.
        pull: onRead,
      });
      const init = { method: 'POST', headers: lines, body, duplex: 'half' } as RequestInit;
      const answer = await app.request(`http://localhost/api/v1${path}`, init);
      return [answer.status, (await jsonOf(answer))['code']];
    };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    let stalled: ReturnType<typeof send> | undefined;
    await new Promise<void>((resolve) => {
      stalled = send(() => undefined, resolve);
    });
    await vi.advanceTimersByTimeAsync(timeoutMs);
    expect(await stalled).toEqual([504, 'TIMEOUT']);
    vi.useRealTimers();
    const broken = await send((controller) => {
      controller.error(new Error('gone'));
    });
    expect(broken).toEqual([400, 'BODY_INVALID']);
    expect(await itemCount()).toBe(0);
  });

  it('expects the version that If-Match names', async () => {
    const { ask, path } = await openImport();
    const send = (tag: string) =>
      ask('POST', path, { body: '{"input":1}', headers: { ...lines, 'If-Match': tag } });
    expect((await send('"0"')).status).toBe(200);
    expect((await send('"0"')).status).toBe(412);
  });
});
