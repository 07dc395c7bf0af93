import type {
  AddDatasetItemInput,
  DatasetItem,
  DatasetsStorage,
  DeleteDatasetItemInput,
  ListDatasetItemsInput,
  ListDatasetItemsOutput,
  UpdateDatasetItemInput,
  VersionReference,
} from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import { MinimalDatasetsStorage } from '../examples/minimal-adapter.js';
import { expectDatasetsError } from '../src/index.js';
import { checkAgainstModel } from '../src/model/check.js';

/** Gives the newest state whatever version is asked for. */
class ForgetsSnapshots extends MinimalDatasetsStorage {
  override getItemsByVersion(input: {
    datasetId: string;
    version: VersionReference;
  }): Promise<DatasetItem[]> {
    return super.getItemsByVersion({ ...input, version: new Date(8_640_000_000_000_000) });
  }
}

/** Takes an expected output of `null` for none. */
class LosesNull extends MinimalDatasetsStorage {
  override addItem(input: AddDatasetItemInput): Promise<DatasetItem> {
    return super.addItem({ ...input, expectedOutput: input.expectedOutput ?? undefined });
  }
}

/** Begins every page with the last item of the page before. */
class RepeatsItems extends MinimalDatasetsStorage {
  override async listItems(input: ListDatasetItemsInput): Promise<ListDatasetItemsOutput> {
    const list = await super.listItems(input);
    const { page, perPage } = input.pagination;
    if (page === 0 || perPage === false) return list;
    const { items } = await super.listItems({ ...input, pagination: { page: page - 1, perPage } });
    return { ...list, items: [...items.slice(-1), ...list.items].slice(0, perPage) };
  }
}

/** Keeps deleted items. */
class DeletesNothing extends MinimalDatasetsStorage {
  override async deleteItem({ id, datasetId }: DeleteDatasetItemInput): Promise<void> {
    await this.updateItem({ id, datasetId });
  }
}

/** Moves updated items to the front of the list. */
class ReordersItems extends MinimalDatasetsStorage {
  override async updateItem(input: UpdateDatasetItemInput): Promise<DatasetItem> {
    const updated = await super.updateItem(input);
    return { ...updated, createdAt: updated.updatedAt };
  }
}

/** Reads, waits and writes, so that one of two writers undoes the other. */
class LosesUpdates extends MinimalDatasetsStorage {
  override async updateItem(input: UpdateDatasetItemInput): Promise<DatasetItem> {
    const before = await this.getItemById({ id: input.id });
    await Promise.resolve();
    return super.updateItem({
      ...input,
      input: input.input ?? before?.input,
      expectedOutput: input.expectedOutput ?? before?.expectedOutput,
    });
  }
}

const BROKEN: readonly [string, () => DatasetsStorage][] = [
  ['forgets snapshots', () => new ForgetsSnapshots()],
  ['loses null', () => new LosesNull()],
  ['repeats items between pages', () => new RepeatsItems()],
  ['deletes nothing', () => new DeletesNothing()],
  ['reorders items', () => new ReordersItems()],
  ['loses updates', () => new LosesUpdates()],
];

describe('the model', () => {
  it.each(BROKEN)('finds an adapter that %s, and names seed and operations', async (_, create) => {
    const work = checkAgainstModel(create(), undefined, { runs: 100, maximumLength: 20, seed: 1 });
    await expect(work).rejects.toThrow(/seed: 1[^]*Counterexample: \[\[\{"kind"/);
  });

  it('finds nothing wrong with a sound adapter', async () => {
    const steps = await checkAgainstModel(new MinimalDatasetsStorage(), undefined, {
      runs: 5,
      maximumLength: 20,
      seed: 1,
    });
    expect(steps).toBeGreaterThan(0);
  });
});

describe('expectDatasetsError', () => {
  const storage = new MinimalDatasetsStorage();

  it('gives the error of the right code', async () => {
    const error = await expectDatasetsError(
      storage.createDataset({ name: '' }),
      'INVALID_ARGUMENT',
    );
    expect(error.details['path']).toBe('name');
  });

  it('fails for another code, another error and none', async () => {
    const invalid = storage.createDataset({ name: '' });
    await expect(expectDatasetsError(invalid, 'CLOSED')).rejects.toThrow(/INVALID_ARGUMENT/);
    const raw = Promise.reject(new Error('raw'));
    await expect(expectDatasetsError(raw, 'CLOSED')).rejects.toThrow(/DatasetsError/);
    await expect(expectDatasetsError(Promise.resolve(), 'CLOSED')).rejects.toThrow(/resolved/);
  });
});
