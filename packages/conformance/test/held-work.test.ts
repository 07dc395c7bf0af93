import {
  VersionedDatasetsStorage,
  type DatasetItem,
  type DatasetsPrimitives,
} from '@mastra-datasets/core/storage';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SqliteDatabase } from '../examples/sqlite/database.js';
import { sqlitePrimitives } from '../examples/sqlite/primitives.js';
import { expectDatasetsError } from '../src/errors.js';

/** What somebody else does between the reads of a call and its first write. */
type Rival = (other: VersionedDatasetsStorage) => Promise<unknown>;

/**
 * A storage on a database with one connection: while it holds a dataset, whatever does not use the
 * primitives of the hold would wait for ever, and fails here.
 */
class OnOneConnection extends VersionedDatasetsStorage {
  /** How often it has held a dataset. */
  holds = 0;
  #rival: Rival | null = null;
  readonly #other: VersionedDatasetsStorage;

  constructor() {
    const sound = sqlitePrimitives(new SqliteDatabase(':memory:', 0));
    let isHeld = false;
    const isWrite = (name: string) => name === 'commit' || name === 'updateDataset';
    const free = wrapped(sound, async (name, call) => {
      if (isHeld) throw new Error(`${name} goes past the hold.`);
      if (isWrite(name)) await this.#interrupt();
      return call();
    });
    super({
      ...free,
      hold: async (_datasetId, work) => {
        this.holds += 1;
        isHeld = true;
        const held = wrapped(sound, (name, call) => {
          if (isWrite(name)) isHeld = false;
          return call();
        });
        try {
          return await work(held);
        } finally {
          isHeld = false;
        }
      },
    });
    this.#other = new Others(sound);
  }

  /** Lets somebody else do something once, right before the next write. */
  letBefore(rival: Rival): void {
    this.#rival = rival;
  }

  async #interrupt(): Promise<void> {
    const rival = this.#rival;
    this.#rival = null;
    await rival?.(this.#other);
  }
}

/** A storage of somebody else's on the same database. */
class Others extends VersionedDatasetsStorage {}

/** Has every call of a primitive go through a function. */
function wrapped(
  sound: DatasetsPrimitives,
  through: (name: string, call: () => unknown) => unknown,
): DatasetsPrimitives {
  const parts: Record<string, unknown> = {};
  for (const [name, value] of Object.entries<unknown>({ ...sound })) {
    if (typeof value !== 'function') continue;
    const method = (...args: unknown[]): unknown => Reflect.apply(value, sound, args);
    parts[name] = (...args: unknown[]) => through(name, () => method(...args));
  }
  return { ...sound, ...parts };
}

let storage: OnOneConnection;
let datasetId: string;
let item: DatasetItem;

beforeEach(async () => {
  storage = new OnOneConnection();
  onTestFinished(() => storage.close());
  ({ id: datasetId } = await storage.createDataset({ name: 'held' }));
  item = await storage.addItem({ datasetId, externalId: 'shared', input: 'first' });
});

/** What others do, and a call that they are faster than. */
const CALLS: Readonly<Record<string, { readonly rival: Rival; readonly call: Rival }>> = {
  'a merge': {
    rival: (other) => other.updateItem({ datasetId, id: item.id, context: { theirs: 1 } }),
    call: (ours) => ours.updateItem({ datasetId, id: item.id, merge: { context: { ours: 1 } } }),
  },
  'an upsert': {
    rival: (other) => other.deleteItem({ datasetId, id: item.id }),
    call: (ours) =>
      ours.addItem({ datasetId, externalId: 'shared', input: 'ours', onConflict: 'update' }),
  },
  'a deletion by conditions': {
    rival: (other) => other.addItem({ datasetId, input: 'theirs' }),
    call: (ours) => ours.deleteItems({ datasetId, where: { input: 'first' } }),
  },
  'a restoration': {
    rival: (other) => other.addItem({ datasetId, input: 'theirs' }),
    call: (ours) => ours.restoreVersion({ datasetId, version: 0 }),
  },
  'a change of schemas': {
    rival: (other) => other.addItem({ datasetId, input: 'theirs' }),
    call: (ours) => ours.updateDataset({ id: datasetId, inputSchema: { type: 'string' } }),
  },
  'a purge': {
    rival: (other) => other.deleteItem({ datasetId, id: item.id }),
    call: (ours) => ours.purgeItem({ datasetId, id: item.id }),
  },
};

describe('work that is held uses nothing but the primitives of the hold:', () => {
  it.each(Object.entries(CALLS))('%s', async (_, { rival, call }) => {
    storage.letBefore(rival);
    await call(storage);
    expect(storage.holds).toBe(1);
  });

  it('a merge that has nothing to merge into any more', async () => {
    storage.letBefore((other) => other.deleteItem({ datasetId, id: item.id }));
    const merge = { context: { ours: 1 } };
    const merging = storage.updateItem({ datasetId, id: item.id, merge });
    await expectDatasetsError(merging, 'ITEM_NOT_FOUND');
  });

  it('a merge that new schemas forbid', async () => {
    storage.letBefore(async (other) => {
      await other.updateItem({ datasetId, id: item.id, input: 1 });
      const inputSchema = { type: 'number' };
      await other.updateDataset({ id: datasetId, inputSchema });
    });
    const merge = { context: { ours: 1 } };
    const merging = storage.updateItem({ datasetId, id: item.id, input: 'text', merge });
    await expectDatasetsError(merging, 'SCHEMA_VALIDATION_FAILED');
    expect(storage.holds).toBe(1);
  });
});
