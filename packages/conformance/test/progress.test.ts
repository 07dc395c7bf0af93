import type {
  CopyDatasetInput,
  CopyDatasetOutput,
  DatasetsPrimitives,
  DatasetVersion,
  RestoreVersionInput,
} from '@mastra-datasets/core/storage';
import { DatasetsError, VersionedDatasetsStorage } from '@mastra-datasets/core/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SqliteDatabase } from '../examples/sqlite/database.js';
import { sqlitePrimitives } from '../examples/sqlite/primitives.js';
import { besideWriter } from '../src/progress/beside-writer.js';
import { PROGRESS_CHECKS, type ProgressTools } from '../src/progress/checks.js';

class Sound extends VersionedDatasetsStorage {}

async function open(): Promise<VersionedDatasetsStorage> {
  const storage = new Sound(sqlitePrimitives(new SqliteDatabase(':memory:', 0)));
  onTestFinished(() => storage.close());
  await storage.init();
  return storage;
}

/** Reads both versions, and begins again whenever somebody has committed in between. */
class RestoresAnew extends VersionedDatasetsStorage {
  override async restoreVersion(input: RestoreVersionInput): Promise<DatasetVersion> {
    const { datasetId, version } = input;
    for (;;) {
      const dataset = await this.getDatasetById({ id: datasetId });
      if (dataset === null) throw new Error('It is gone.');
      const old = await this.getItemsByVersion({ datasetId, version });
      const now = await this.getItemsByVersion({ datasetId, version: dataset.version });
      const kept = new Set(old.map(({ id }) => id));
      const changes = [
        ...old.map(({ id, input: value }) => ({ type: 'update' as const, id, input: value })),
        ...now.filter(({ id }) => !kept.has(id)).map(({ id }) => ({ type: 'delete' as const, id })),
      ];
      try {
        await this.applyChanges({ datasetId, changes, expectedVersion: dataset.version });
        return await super.restoreVersion(input);
      } catch (error) {
        if (!(error instanceof DatasetsError) || error.code !== 'VERSION_CONFLICT') throw error;
      }
    }
  }
}

/** Copies until nobody has committed meanwhile. */
class CopiesAnew extends VersionedDatasetsStorage {
  override async copyDatasetTo(
    target: VersionedDatasetsStorage,
    input: CopyDatasetInput,
  ): Promise<CopyDatasetOutput> {
    for (;;) {
      const copy = await super.copyDatasetTo(target, input);
      const dataset = await this.getDatasetById({ id: input.datasetId });
      if (dataset?.version.getTime() === copy.version.getTime()) return copy;
    }
  }
}

/** What has to read again whatever is there when others commit: plans begin anew. */
function withoutChanges(primitives: DatasetsPrimitives): DatasetsPrimitives {
  return {
    ...primitives,
    findChangedItemIds: (datasetId, _after, upTo) =>
      primitives.findChangedItemIds(datasetId, -1, upTo),
  };
}

/** Never says that others were faster before. */
function neverContended(primitives: DatasetsPrimitives): DatasetsPrimitives {
  return {
    ...primitives,
    commit: (request) => primitives.commit({ ...request, isContended: false }),
  };
}

const sound: ProgressTools['over'] = (primitives) => new Sound(primitives);
const readsAll: ProgressTools['over'] = (primitives) => new Sound(withoutChanges(primitives));
const neverLocks: ProgressTools['over'] = (primitives) => new Sound(neverContended(primitives));

const FAULTS: readonly [check: string, what: string, over: ProgressTools['over']][] = [
  ['restoreVersion', 'begins again', (primitives) => new RestoresAnew(primitives)],
  ['restoreVersion', 'reads everything again', readsAll],
  ['restoreVersion', 'never locks first', neverLocks],
  ['a change of the schema', 'checks every item again', readsAll],
  ["a batch with onConflict: 'skip'", 'reads everything again', readsAll],
  ['copyDatasetTo', 'begins again', (primitives) => new CopiesAnew(primitives)],
];

async function run(name: string, over: ProgressTools['over']): Promise<void> {
  const check = PROGRESS_CHECKS.find((one) => one.name === name);
  if (check === undefined) throw new Error(`There is no check of ${name}.`);
  await check.run({ open, over });
}

describe('the checks of progress', () => {
  it.each(FAULTS)('find that %s starves where it %s', async (name, _what, over) => {
    await expect(run(name, over)).rejects.toThrow(/Starved/);
  });

  it('find nothing wrong with a sound storage', async () => {
    for (const { name } of PROGRESS_CHECKS) await run(name, sound);
  });
});

describe('running an operation beside a writer', () => {
  it('finds that it does not end while others write', async () => {
    const storage = await open();
    const { id } = await storage.createDataset({ name: 'busy' });
    const endless = () => new Promise<never>(() => undefined);
    await expect(besideWriter(storage, id, endless)).rejects.toThrow(/Starved/);
  });

  it('gives what it resolves to, and has others write until then', async () => {
    const storage = await open();
    const { id } = await storage.createDataset({ name: 'busy' });
    const seen = await besideWriter(storage, id, async () => {
      const before = await storage.getDatasetById({ id });
      const item = await storage.addItem({ datasetId: id, input: 'ours' });
      return [before?.versionNumber ?? 0, item.versionNumber ?? 0];
    });
    const dataset = await storage.getDatasetById({ id });
    expect(seen[0]).toBeGreaterThan(0);
    expect(dataset?.versionNumber).toBeGreaterThan(seen[1] ?? Infinity);
  });

  it('fails as the operation does', async () => {
    const storage = await open();
    const { id } = await storage.createDataset({ name: 'busy' });
    const running = besideWriter(storage, id, () => Promise.reject(new Error('It has failed.')));
    await expect(running).rejects.toThrow('It has failed.');
  });
});
