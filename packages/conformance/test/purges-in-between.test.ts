import {
  VersionedDatasetsStorage,
  type DatasetItem,
  type DatasetsPrimitives,
} from '@mastra-datasets/core/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SqliteDatabase } from '../examples/sqlite/database.js';
import { sqlitePrimitives } from '../examples/sqlite/primitives.js';
import { expectDatasetsError } from '../src/errors.js';
import { at, currentItems, present } from '../src/fixtures.js';

const SECRET = 'secret';

/** The primitives that write what was planned before. */
type Write = 'commit' | 'insertFork' | 'insertDataset' | 'commitStaged';

/** A storage in which somebody else purges items in place right before a write of another call. */
class Interrupted extends VersionedDatasetsStorage {
  readonly #sound: DatasetsPrimitives;
  readonly #db: SqliteDatabase;
  #before: { readonly write: Write; readonly items: readonly DatasetItem[] } | null = null;

  #looks = 0;
  #failingLook = 0;

  /** `forksBy` is the primitive that it inserts forks by. */
  constructor(forksBy: 'insertFork' | 'insertDataset' = 'insertFork') {
    const db = new SqliteDatabase(':memory:', 0);
    const sound = sqlitePrimitives(db);
    const interrupt = (write: Write) => this.#purgeBefore(write);
    const { staging } = sound;
    if (staging === undefined) throw new Error('The adapter stages nothing.');
    const insertFork = sound.insertFork?.bind(sound);
    const others = { ...sound };
    delete others.insertFork;
    super({
      ...others,
      commit: async (request) => {
        await interrupt('commit');
        return sound.commit(request);
      },
      insertDataset: async (dataset, items, notes) => {
        await interrupt('insertDataset');
        return sound.insertDataset(dataset, items, notes);
      },
      ...(forksBy === 'insertDataset' || insertFork === undefined
        ? {}
        : {
            insertFork: async (...given) => {
              await interrupt('insertFork');
              return insertFork(...given);
            },
          }),
      findPurgedItemIds: async (datasetId) => {
        this.#looks += 1;
        if (this.#looks === this.#failingLook) throw new Error('The connection broke.');
        return sound.findPurgedItemIds(datasetId);
      },
      staging: {
        ...staging,
        commitStaged: async (request) => {
          await interrupt('commitStaged');
          return staging.commitStaged(request);
        },
      },
    });
    this.#sound = sound;
    this.#db = db;
  }

  /** Purges these items once, before the next such write. */
  purgeBeforeNext(write: Write, ...items: readonly DatasetItem[]): void {
    this.#before = { write, items };
  }

  /** Lets the look for purges after so many others fail. */
  failToLookAfter(others: number): void {
    this.#looks = 0;
    this.#failingLook = others + 1;
  }

  /** Whether anything at all is stored of a text. */
  holds(text: string): boolean {
    const tables = this.#db.all(`SELECT name FROM sqlite_master WHERE type = 'table'`);
    return tables.some(({ name }) =>
      JSON.stringify(this.#db.all(`SELECT * FROM ${String(name)}`)).includes(text),
    );
  }

  async #purgeBefore(write: Write): Promise<void> {
    if (this.#before?.write !== write) return;
    const { items } = this.#before;
    this.#before = null;
    for (const { id, datasetId } of items) {
      await this.#sound.purgeInPlace({ datasetId, ids: [id], purgedAt: Date.now() });
    }
  }
}

/** A storage with items whose content is secret, one after the other. */
async function openWithSecrets(count: number, storage = new Interrupted()) {
  onTestFinished(() => storage.close());
  const { id: datasetId } = await storage.createDataset({ name: 'interrupted' });
  const items: DatasetItem[] = [];
  for (let index = 0; index < count; index += 1) {
    const content = { input: SECRET, context: { note: SECRET }, externalId: `${index}` };
    items.push(await storage.addItem({ datasetId, ...content }));
  }
  return { storage, datasetId, items };
}

describe('a purge in place after a change was planned', () => {
  it('keeps a restoration from writing the content back', async () => {
    const { storage, datasetId, items } = await openWithSecrets(3);
    const [updated, deleted, kept] = [at(items, 0), at(items, 1), at(items, 2)];
    const content = { input: 'harmless', context: null };
    await storage.updateItem({ datasetId, id: updated.id, ...content });
    await storage.updateItem({ datasetId, id: kept.id, ...content });
    await storage.deleteItem({ datasetId, id: deleted.id });
    storage.purgeBeforeNext('commit', updated, deleted);
    await storage.restoreVersion({ datasetId, version: kept.version });
    const present = await currentItems(storage, datasetId);
    expect(present.map(({ id, input }) => [id, input])).toEqual([
      [kept.id, SECRET],
      [updated.id, null],
    ]);
    await storage.purgeItem({ datasetId, id: kept.id, keep: true });
    expect(storage.holds(SECRET)).toBe(false);
    expect(await storage.verify({ datasetId })).toMatchObject({ problems: [] });
  });

  it.each(['insertFork', 'insertDataset'] as const)(
    'keeps a fork by %s from holding the content',
    async (forksBy) => {
      const { storage, datasetId, items } = await openWithSecrets(1, new Interrupted(forksBy));
      await storage.addItem({ datasetId, input: 'harmless' });
      storage.purgeBeforeNext(forksBy, at(items, 0));
      const fork = await storage.forkDataset({ datasetId, name: 'fork' });
      const inputs = (await currentItems(storage, fork.id)).map(({ input }) => input);
      expect(inputs).toEqual(['harmless']);
      expect(storage.holds(SECRET)).toBe(false);
      const { datasets } = await storage.listDatasets({ pagination: { page: 0, perPage: false } });
      expect(datasets).toHaveLength(2);
    },
  );

  it('takes a fork back that cannot be looked at, and says that nothing was changed', async () => {
    const storage = new Interrupted('insertDataset');
    const { datasetId, items } = await openWithSecrets(1, storage);
    storage.purgeBeforeNext('insertDataset', at(items, 0));
    storage.failToLookAfter(1);
    const error = await expectDatasetsError(
      storage.forkDataset({ datasetId, name: 'fork' }),
      'STORAGE_FAILED',
    );
    expect(error.details).toMatchObject({ outcome: 'unchanged' });
    expect(storage.holds(SECRET)).toBe(false);
    const { datasets } = await storage.listDatasets({ pagination: { page: 0, perPage: false } });
    expect(datasets).toHaveLength(1);
  });

  it('makes an update fail, with a merge or without', async () => {
    const merge = { context: { a: 1 } };
    for (const change of [{ input: 'again' }, { merge }]) {
      const { storage, datasetId, items } = await openWithSecrets(1);
      const { id } = at(items, 0);
      storage.purgeBeforeNext('commit', at(items, 0));
      await expectDatasetsError(storage.updateItem({ datasetId, id, ...change }), 'ITEM_PURGED');
      expect(storage.holds(SECRET)).toBe(false);
    }
  });

  it.each(['update', 'merge'] as const)(
    'lets an addition to %s add another',
    async (onConflict) => {
      const { storage, datasetId, items } = await openWithSecrets(1);
      storage.purgeBeforeNext('commit', at(items, 0));
      const content = { externalId: '0', input: 'new', context: { a: 1 } };
      const added = await storage.addItem({ datasetId, ...content, onConflict });
      expect(added.id).not.toBe(at(items, 0).id);
      expect(added.context).toStrictEqual({ a: 1 });
      expect(storage.holds(SECRET)).toBe(false);
    },
  );

  it('makes an import that merges fail', async () => {
    const { storage, datasetId, items } = await openWithSecrets(1);
    storage.purgeBeforeNext('commitStaged', at(items, 0));
    const imported = [{ externalId: '0', input: 'new', context: { a: 1 } }];
    const work = storage.importItems({ datasetId, items: imported, onConflict: 'merge' });
    await expectDatasetsError(work, 'STORAGE_BUSY');
    expect(storage.holds(SECRET)).toBe(false);
  });
});

describe('a copy of a dataset with items purged in place', () => {
  it('has the same marks, and brings those that came later', async () => {
    const { storage: source, datasetId, items } = await openWithSecrets(3);
    const { storage: target } = await openWithSecrets(0);
    const [first, second, third] = [at(items, 0), at(items, 1), at(items, 2)];
    await source.updateItem({ datasetId, id: first.id, input: SECRET });
    await source.deleteItem({ datasetId, id: second.id });
    for (const purged of [[], [first, second], [third]]) {
      for (const { id } of purged) await source.purgeItem({ datasetId, id, keep: true });
      await source.copyDatasetTo(target, { datasetId });
      for (const { version } of items) {
        const query = { datasetId, version };
        const expected = await source.getItemsByVersion(query);
        expect(await target.getItemsByVersion(query)).toStrictEqual(expected);
        const digest = await source.snapshotDigest(query);
        expect(await target.snapshotDigest(query)).toBe(digest);
      }
      expect(await target.verify({ datasetId })).toMatchObject({ problems: [] });
    }
    expect(target.holds(SECRET)).toBe(false);
    await source.deleteItem({ datasetId, id: third.id });
    await source.copyDatasetTo(target, { datasetId });
    expect(await currentItems(target, datasetId)).toStrictEqual(
      await currentItems(source, datasetId),
    );
    expect(present(await target.getDatasetById({ id: datasetId }))).toStrictEqual(
      await source.getDatasetById({ id: datasetId }),
    );
  });
});
