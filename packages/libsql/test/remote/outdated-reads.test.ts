import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import type { DatasetItem } from '@mastra-datasets/core';
import { startSqld, type SqldServer } from '@mastra-datasets/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { laggingClient } from './lagging-client.js';

let server: SqldServer;
let folder: string;
let direct: DatasetsLibSQL;
let copies = 0;

beforeAll(async () => {
  server = await startSqld();
  folder = await mkdtemp(join(tmpdir(), 'mastra-datasets-'));
  direct = new DatasetsLibSQL({ url: server.httpUrl });
});

afterAll(async () => {
  await direct.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A storage that reads from a copy, and a dataset of which the copy holds one item `A`. */
interface Scene {
  readonly storage: DatasetsLibSQL;
  readonly datasetId: string;
  readonly item: DatasetItem;
}

/** How a copy catches up: as an embedded replica does, by itself after so many reads, or never. */
type Copy = 'embedded replica' | 'client of an embedded replica' | 'replica node' | 'stuck node';

async function copyOf(kind: Copy): Promise<DatasetsLibSQL> {
  copies += 1;
  const address = { url: `file:${join(folder, `${copies}.db`)}`, syncUrl: server.httpUrl };
  if (kind === 'embedded replica') {
    const storage = new DatasetsLibSQL(address);
    await storage.sync();
    return storage;
  }
  const copy = createClient(address);
  await copy.sync();
  if (kind === 'client of an embedded replica') return new DatasetsLibSQL({ client: copy });
  let reads = 0;
  const primary = createClient({ url: server.httpUrl });
  const client = laggingClient(primary, copy, async () => {
    reads += 1;
    if (kind === 'replica node' && reads === 30) await copy.sync();
  });
  return new DatasetsLibSQL({ client });
}

async function playScene(kind: Copy): Promise<Scene> {
  const { id: datasetId } = await direct.createDataset({ name: 'copied' });
  const item = await direct.addItem({ datasetId, externalId: 'key', input: 'A' });
  const storage = await copyOf(kind);
  expect(await storage.getItemById({ id: item.id })).toStrictEqual(item);
  return { storage, datasetId, item };
}

const KINDS: Copy[] = ['embedded replica', 'client of an embedded replica', 'replica node'];

describe.each(KINDS)('what is decided through an outdated %s', (kind) => {
  it('an upsert of what the copy still holds is written all the same', async () => {
    const { storage, datasetId, item } = await playScene(kind);
    await direct.updateItem({ datasetId, id: item.id, input: 'B' });
    const upsert = { externalId: 'key', input: 'A', onConflict: 'update' } as const;
    const written = await storage.addItem({ datasetId, ...upsert });
    expect(written).toMatchObject({ id: item.id, input: 'A' });
    expect(await direct.getItemById({ id: item.id })).toStrictEqual(written);
    await storage.close();
  });

  it('an item that is gone is brought back instead of skipped', async () => {
    const { storage, datasetId, item } = await playScene(kind);
    await direct.deleteItem({ datasetId, id: item.id });
    const skip = { externalId: 'key', input: 'new', onConflict: 'skip' } as const;
    const added = await storage.addItem({ datasetId, ...skip });
    const { id, createdAt } = item;
    expect(added).toMatchObject({ id, createdAt, input: 'new', versionNumber: 3 });
    expect(await direct.getItemById({ id: added.id })).toStrictEqual(added);
    await storage.close();
  });

  it('an expected version that has passed is a conflict, though nothing would change', async () => {
    const { storage, datasetId, item } = await playScene(kind);
    await direct.updateItem({ datasetId, id: item.id, input: 'B' });
    await expect(
      storage.applyChanges({
        datasetId,
        expectedVersion: item.version,
        changes: [{ type: 'add', externalId: 'key', input: 'A', onConflict: 'update' }],
      }),
    ).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await storage.close();
  });

  it('a tag names the newest version', async () => {
    const { storage, datasetId } = await playScene(kind);
    const { version } = await direct.addItem({ datasetId, input: 'later' });
    const tag = await storage.tagVersion({ datasetId, version: new Date(8e15), tag: 'newest' });
    expect(tag).toMatchObject({ version, number: 2 });
    expect(await direct.listTags({ datasetId })).toStrictEqual([tag]);
    await storage.close();
  });
});

describe.each(KINDS.slice(0, 2))('what is refused through an outdated %s', (kind) => {
  it('is checked against the schemas as they are', async () => {
    const { storage, datasetId } = await playScene(kind);
    await direct.updateDataset({
      id: datasetId,
      inputSchema: { type: 'number' },
      existing: 'keep',
    });
    await storage.sync();
    await storage.addItem({ datasetId, input: 1 });
    await direct.updateDataset({
      id: datasetId,
      inputSchema: { type: 'string' },
      existing: 'keep',
    });
    await expect(storage.addItem({ datasetId, input: 'text' })).resolves.toMatchObject({
      input: 'text',
    });
    await expect(storage.addItem({ datasetId, input: 1 })).rejects.toMatchObject({
      code: 'SCHEMA_VALIDATION_FAILED',
    });
    await storage.close();
  });

  it('knows the commits and tags of others', async () => {
    const { storage, datasetId, item } = await playScene(kind);
    const { version } = await direct.updateItem({ datasetId, id: item.id, input: 'B' });
    await direct.tagVersion({ datasetId, version, tag: 'newest' });
    await storage.updateItem({ datasetId, id: item.id, input: 'C', expectedVersion: 'newest' });
    await direct.updateItem({ datasetId, id: item.id, input: 'D' });
    await storage.updateItem({ datasetId, id: item.id, input: 'E', expectedVersion: 4 });
    await direct.updateItem({ datasetId, id: item.id, input: 'F' });
    await expect(storage.restoreVersion({ datasetId, version: 6 })).resolves.toMatchObject({
      number: 7,
    });
    await storage.close();
  });
});

describe('a replica that never catches up', () => {
  it('acknowledges nothing that did not happen', async () => {
    const { storage, datasetId, item } = await playScene('stuck node');
    await direct.updateItem({ datasetId, id: item.id, input: 'B' });
    const busy = { code: 'STORAGE_BUSY', details: { outcome: 'unchanged' } };
    const upsert = { externalId: 'key', input: 'A', onConflict: 'update' } as const;
    // The second try asks the primary, so it is written all the same.
    const written = await storage.addItem({ datasetId, ...upsert });
    expect(await direct.getItemById({ id: item.id })).toStrictEqual(written);
    await expect(
      storage.tagVersion({ datasetId, version: new Date(8e15), tag: 'newest' }),
    ).rejects.toMatchObject(busy);
    expect(await direct.listTags({ datasetId })).toEqual([]);
    await storage.close();
  });
});
