import {
  DatasetsError,
  type AddDatasetItemInput,
  type DatasetItem,
  type DatasetsStorage,
  type ListDatasetItemsInput,
  type ListDatasetItemsOutput,
  type UpdateDatasetItemInput,
} from '@mastra-datasets/core';
import { describe, expect, it } from 'vitest';
import { MinimalDatasetsStorage } from '../examples/minimal-adapter.js';
import { checkMethod } from '../src/fuzz/check.js';
import { METHODS, type Method } from '../src/traits/methods.js';

/** Answers what is malformed as if it broke a schema. */
class ConfusesCodes extends MinimalDatasetsStorage {
  override async addItem(input: AddDatasetItemInput): Promise<DatasetItem> {
    return super.addItem(input).catch((error: unknown) => {
      const isMalformed = error instanceof DatasetsError && error.code === 'INVALID_ARGUMENT';
      throw isMalformed ? new DatasetsError('SCHEMA_VALIDATION_FAILED', error.message) : error;
    });
  }
}

/** Gives something instead of refusing an update. */
class GivesGarbage extends MinimalDatasetsStorage {
  override async updateItem(input: UpdateDatasetItemInput): Promise<DatasetItem> {
    return super.updateItem(input).catch(() => ({ garbage: true }) as unknown as DatasetItem);
  }
}

/** Does nothing instead of refusing a deletion. */
class DeletesAnything extends MinimalDatasetsStorage {
  override async deleteItem(input: { id: string; datasetId: string }): Promise<void> {
    await super.deleteItem(input).catch(() => undefined);
  }
}

/** Lists the items of all datasets. */
class MixesDatasets extends MinimalDatasetsStorage {
  override async listItems(input: ListDatasetItemsInput): Promise<ListDatasetItemsOutput> {
    const list = await super.listItems(input);
    if (list.items.length > 0) return list;
    const { datasets } = await this.listDatasets({ pagination: { page: 0, perPage: false } });
    const datasetId = datasets[0]?.id ?? '';
    return super.listItems({ ...input, datasetId });
  }
}

const BROKEN: readonly [string, Method['name'], () => DatasetsStorage][] = [
  ['confuses codes', 'addItem', () => new ConfusesCodes()],
  ['gives garbage', 'updateItem', () => new GivesGarbage()],
  ['deletes anything', 'deleteItem', () => new DeletesAnything()],
  ['mixes datasets', 'listItems', () => new MixesDatasets()],
];

function methodOf(name: Method['name']): Method {
  const method = METHODS.find((candidate) => candidate.name === name);
  if (method === undefined) throw new Error(`There is no method ${name}.`);
  return method;
}

describe('hostile arguments', () => {
  it.each(BROKEN)('find an adapter that %s', async (_, name, create) => {
    const work = checkMethod(create(), methodOf(name), { runs: 600, seed: 1 });
    await expect(work).rejects.toThrow(/seed: 1/);
  });

  it.each(BROKEN)('find nothing wrong with a sound adapter that another %s', async (_, name) => {
    const storage = new MinimalDatasetsStorage();
    expect(await checkMethod(storage, methodOf(name), { runs: 200, seed: 1 })).toBe(200);
  });
});
