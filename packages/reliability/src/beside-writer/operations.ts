import type { NewDatasetItem, VersionedDatasetsStorage } from '@mastra-datasets/core';

/** What an operation works with. */
export interface Scene {
  readonly storage: VersionedDatasetsStorage;
  /** Where datasets are copied to. */
  readonly target: VersionedDatasetsStorage;
  readonly datasetId: string;
  /** The items that the dataset began with. */
  readonly items: readonly NewDatasetItem[];
  /** The version that holds exactly these items. */
  readonly first: Date;
  /** The id of the item that others keep writing. */
  readonly sharedId: string;
}

/** An operation that has to come to an end whatever others write, and to do what it says. */
export interface Operation {
  readonly name: string;
  readonly run: (scene: Scene) => Promise<void>;
}

function assert(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

async function countAt({ storage, datasetId }: Scene, version: Date): Promise<number> {
  const { pagination } = await storage.listItems({
    datasetId,
    version,
    pagination: { page: 0, perPage: 1 },
  });
  return pagination.total;
}

async function writeAll(scene: Scene, onConflict: 'update' | 'skip', input?: string) {
  const { storage, datasetId, items } = scene;
  const given = input === undefined ? items : items.map((item) => ({ ...item, input }));
  const stored = await storage.addItems({ datasetId, items: given, onConflict });
  assert(stored.length === items.length, `${onConflict} gave ${stored.length} items`);
  return stored;
}

/** The copy comes first, as long as there are few versions; the purge last, as it takes an item away. */
export const OPERATIONS: readonly Operation[] = [
  {
    name: 'copyDatasetTo',
    run: async ({ storage, target, datasetId }) => {
      const { version, versions, copied } = await storage.copyDatasetTo(target, { datasetId });
      assert(versions === copied, `${copied} of ${versions} versions were copied`);
      const copy = await target.snapshotDigest({ datasetId, version });
      const original = await storage.snapshotDigest({ datasetId, version });
      assert(copy === original, 'the copy differs');
    },
  },
  {
    name: "addItems with onConflict: 'skip'",
    run: async (scene) => {
      await writeAll(scene, 'skip');
    },
  },
  {
    name: "addItems with onConflict: 'update'",
    run: async (scene) => {
      const stored = await writeAll(scene, 'update', 'updated');
      assert(
        stored.every(({ input }) => input === 'updated'),
        'an item was not updated',
      );
    },
  },
  {
    name: "importItems with onConflict: 'update'",
    run: async ({ storage, datasetId, items }) => {
      const { added } = await storage.importItems({ datasetId, items, onConflict: 'update' });
      assert(added === 0, `the import added ${added}`);
    },
  },
  {
    name: 'restoreVersion',
    run: async (scene) => {
      const { storage, datasetId, first, items } = scene;
      await writeAll(scene, 'update', 'to be restored');
      const { version } = await storage.restoreVersion({ datasetId, version: first });
      const count = await countAt(scene, version);
      assert(count === items.length, `the restored version has ${count} items`);
    },
  },
  {
    name: 'updateDataset with a schema',
    run: async ({ storage, datasetId }) => {
      const schema = { type: ['string', 'number'] };
      const { inputSchema } = await storage.updateDataset({ id: datasetId, inputSchema: schema });
      assert(inputSchema !== undefined, 'the schema was not set');
    },
  },
  {
    name: 'purgeItem',
    run: async ({ storage, datasetId, sharedId: id }) => {
      await storage.purgeItem({ datasetId, id });
      const states = await storage.getItemHistory({ id });
      assert(
        states.every(({ item }) => item.input === null),
        'a state has still content',
      );
    },
  },
];
