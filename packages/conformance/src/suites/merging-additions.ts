import type { DatasetItem, DatasetsStorage, OnConflict } from '@mastra-datasets/core';
import { expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { currentItems, currentVersion, expectSnapshot } from '../fixtures.js';

type Context = Pick<Parameters<Suite>[0], 'open' | 'supports'>;

/** The ways to add an item that may be there already. */
type Add = (
  storage: DatasetsStorage,
  datasetId: string,
  item: { externalId: string; input: unknown } & Record<string, unknown>,
  onConflict: OnConflict,
) => Promise<unknown>;

/** That an addition with `onConflict: 'merge'` merges into the item that it meets. */
export function mergingAdditions({ open, supports }: Context): void {
  const additions: { name: string; add: Add }[] = [
    {
      name: 'addItem',
      add: (storage, datasetId, item, onConflict) =>
        storage.addItem({ datasetId, ...item, onConflict }),
    },
  ];
  if (supports.batches) {
    additions.push(
      {
        name: 'addItems',
        add: (storage, datasetId, item, onConflict) =>
          storage.addItems({ datasetId, items: [item], onConflict }),
      },
      {
        name: 'applyChanges',
        add: (storage, datasetId, item, onConflict) =>
          storage.applyChanges({ datasetId, changes: [{ type: 'add', ...item, onConflict }] }),
      },
    );
  }
  if (supports.imports) {
    additions.push({
      name: 'importItems',
      add: (storage, datasetId, item, onConflict) =>
        storage.importItems({ datasetId, items: [item], onConflict }),
    });
  }

  const openWithItem = async (): Promise<{ storage: DatasetsStorage; item: DatasetItem }> => {
    const storage = await open();
    const { id: datasetId } = await storage.createDataset({ name: 'questions' });
    const item = await storage.addItem({
      datasetId,
      externalId: 'key',
      input: 'question',
      expectedOutput: null,
      context: { a: 1, b: { c: 2 } },
      ...(supports.itemFields ? { splits: ['test'], attributes: { d: 3 } } : {}),
    });
    return { storage, item };
  };

  it.each(additions)('by $name keeps what it does not name', async ({ add }) => {
    const { storage, item } = await openWithItem();
    const { datasetId, id } = item;
    const fields = supports.itemFields ? { attributes: { e: 4 } } : {};
    const given = { externalId: 'key', input: 'better', context: { b: { d: 3 }, a: null } };
    await add(storage, datasetId, { ...given, ...fields }, 'merge');
    const [merged] = await currentItems(storage, datasetId);
    expect(merged).toMatchObject({
      id,
      externalId: 'key',
      input: 'better',
      expectedOutput: null,
      createdAt: item.createdAt,
    });
    expect(merged?.context).toStrictEqual({ b: { c: 2, d: 3 } });
    if (supports.itemFields) {
      expect(merged).toMatchObject({ splits: ['test'], attributes: { d: 3, e: 4 } });
    }
    await expectSnapshot(storage, datasetId, item.version, [item]);
  });

  it.each(additions)('by $name clears by null', async ({ add }) => {
    const { storage, item } = await openWithItem();
    const given = { externalId: 'key', input: 'question', context: null };
    const cleared = supports.itemFields ? { splits: null, attributes: null } : {};
    await add(storage, item.datasetId, { ...given, ...cleared }, 'merge');
    const [merged] = await currentItems(storage, item.datasetId);
    expect(merged).not.toHaveProperty('context');
    expect(merged).not.toHaveProperty('splits');
    expect(merged).not.toHaveProperty('attributes');
    expect(merged).toHaveProperty('expectedOutput', null);
  });

  it.each(additions)('by $name makes no version where nothing differs', async ({ add }) => {
    const { storage, item } = await openWithItem();
    const { datasetId } = item;
    const given = { externalId: 'key', input: 'question', context: { b: { c: 2 }, z: null } };
    await add(storage, datasetId, given, 'merge');
    expect(await currentItems(storage, datasetId)).toStrictEqual([item]);
    expect(await currentVersion(storage, datasetId)).toStrictEqual(item.version);
  });

  it.each(additions)('by $name adds what is not there', async ({ add }) => {
    const { storage, item } = await openWithItem();
    const given = { externalId: 'other', input: 1, context: { a: null } };
    await add(storage, item.datasetId, given, 'merge');
    const [added] = await currentItems(storage, item.datasetId);
    expect(added).toMatchObject({ externalId: 'other', input: 1, context: { a: null } });
  });

  it.each(additions.filter(({ name }) => name !== 'importItems'))(
    'by $name at once loses nothing',
    async ({ add }) => {
      const { storage, item } = await openWithItem();
      const keys = Array.from({ length: 10 }, (_, index) => `key${index}`);
      const given = { externalId: 'key', input: 'question' };
      await Promise.all(
        keys.map((key) =>
          add(storage, item.datasetId, { ...given, context: { [key]: 1 } }, 'merge'),
        ),
      );
      const [merged] = await currentItems(storage, item.datasetId);
      const expected = Object.fromEntries(keys.map((key) => [key, 1]));
      expect(merged?.context).toEqual({ ...item.context, ...expected });
    },
  );

  if (supports.imports) {
    it('by importItems is refused where an item was changed meanwhile', async () => {
      const { storage, item } = await openWithItem();
      const { datasetId, id } = item;
      let change: Promise<DatasetItem> | undefined;
      const work = storage.importItems({
        datasetId,
        items: [{ externalId: 'key', input: 'question', context: { imported: true } }],
        onConflict: 'merge',
        // What is staged now was merged with the item as it was before.
        onProgress: ({ phase }) => {
          if (phase === 'commit') change = storage.updateItem({ datasetId, id, input: 'changed' });
        },
      });
      await expectDatasetsError(work, 'STORAGE_BUSY');
      expect(await currentItems(storage, datasetId)).toStrictEqual([await change]);
    });
  }
}
