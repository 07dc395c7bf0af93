import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { DatasetsError, type DatasetItem } from '@mastra-datasets/core';
import { afterAll, describe, expect, it } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { failureOf } from '../failure-of.js';
import { temporaryDatabase } from '../temporary-database.js';

const everything = { page: 0, perPage: false } as const;

const folder = mkdtempSync(join(tmpdir(), 'mastra-datasets-disk-'));

/** Makes the folder a file system of a megabyte. Gives why not, where that is not possible. */
function mountSmallDisk(): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return `This process may not mount file systems: ${String(error)}`;
  }
}

const obstacle = mountSmallDisk();

afterAll(() => {
  if (obstacle === null) execFileSync('umount', ['--lazy', folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** Adds items until it fails, and gives them with the failure. */
async function fill(storage: DatasetsLibSQL, datasetId: string) {
  const items: DatasetItem[] = [];
  for (;;) {
    try {
      items.unshift(await storage.addItem({ datasetId, input: 'x'.repeat(20_000) }));
    } catch (failure) {
      return { items, failure };
    }
  }
}

function expectFull(failure: unknown): void {
  expect(failure).toBeInstanceOf(DatasetsError);
  expect(failure).toMatchObject({
    code: 'STORAGE_FAILED',
    message: expect.stringContaining('The disk is full') as string,
    details: { outcome: 'unchanged', sqlite: 'SQLITE_FULL' },
  });
}

/** Expects writes of every size to fail and reads to give everything that was acknowledged. */
async function expectOnlyReads(
  storage: DatasetsLibSQL,
  datasetId: string,
  items: readonly DatasetItem[],
): Promise<void> {
  const input = 'x'.repeat(20_000);
  const writes = [
    () => storage.addItem({ datasetId, input }),
    () => storage.addItems({ datasetId, items: [{ input }, { input }] }),
    () => storage.updateItem({ datasetId, id: items[0]?.id ?? '', input: input.repeat(3) }),
    () => storage.createDataset({ name: 'another', description: input }),
  ];
  for (const write of writes) expectFull(await failureOf(write()));
  const list = await storage.listItems({ datasetId, pagination: everything });
  expect(list.items).toEqual(items);
  expect(await storage.verify({ datasetId })).toMatchObject({ problems: [], items: items.length });
}

describe('a full disk', () => {
  it('stops writes, loses nothing, and work goes on when there is room', async (context) => {
    if (obstacle !== null) context.skip(obstacle);
    const ballast = join(folder, 'ballast');
    await writeFile(ballast, Buffer.alloc(500_000));
    const url = `file:${join(folder, 'small.db')}`;
    const storage = new DatasetsLibSQL({ url });
    const { id: datasetId } = await storage.createDataset({ name: 'full' });
    const { items, failure } = await fill(storage, datasetId);
    expectFull(failure);
    expect(items.length).toBeGreaterThan(3);
    await expectOnlyReads(storage, datasetId, items);

    const other = new DatasetsLibSQL({ url });
    await expectOnlyReads(other, datasetId, items);
    await expect(other.close()).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('nothing is lost') as string,
      details: { outcome: 'unchanged' },
    });

    await rm(ballast);
    const later = await storage.addItem({ datasetId, input: 'later' });
    expect(await storage.verify({ datasetId })).toMatchObject({ problems: [] });
    await storage.close();
    const reopened = new DatasetsLibSQL({ url });
    const list = await reopened.listItems({ datasetId, pagination: everything });
    expect(list.items).toEqual([later, ...items]);
    await reopened.close();
  });

  it('lets no new database begin, and leaves none by half', async (context) => {
    if (obstacle !== null) context.skip(obstacle);
    const ballast = join(folder, 'ballast');
    // As much of it as there is room for.
    await expect(writeFile(ballast, Buffer.alloc(2_000_000))).rejects.toMatchObject({
      code: 'ENOSPC',
    });
    const storage = new DatasetsLibSQL({ url: `file:${join(folder, 'new.db')}` });
    expectFull(await failureOf(storage.createDataset({ name: 'x' })));
    await rm(ballast);
    const dataset = await storage.createDataset({ name: 'x' });
    expect(await storage.getDatasetById({ id: dataset.id })).toEqual(dataset);
    await storage.close();
  });
});

describe('a database that has reached its largest size', () => {
  it('stops writes, loses nothing, and work goes on when it may grow', async () => {
    const client = createClient({ url: await temporaryDatabase(), concurrency: 1 });
    await client.execute('PRAGMA max_page_count = 200');
    const storage = new DatasetsLibSQL({ client });
    const { id: datasetId } = await storage.createDataset({ name: 'full' });
    const { items, failure } = await fill(storage, datasetId);
    expectFull(failure);
    expect(items.length).toBeGreaterThan(3);
    await expectOnlyReads(storage, datasetId, items);

    await client.execute('PRAGMA max_page_count = 2000');
    const later = await storage.addItem({ datasetId, input: 'later' });
    const list = await storage.listItems({ datasetId, pagination: everything });
    expect(list.items).toEqual([later, ...items]);
    expect(await storage.verify({ datasetId })).toMatchObject({ problems: [] });
    client.close();
  });
});
