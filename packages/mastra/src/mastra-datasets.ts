import type { DatasetsStorage as OurStorage } from '@mastra-datasets/core';
import { toCreateInput } from '@mastra-datasets/migration/fields';
import * as mastra from '@mastra/core/storage';
import { toDatasetRecord } from './datasets/dataset-record.js';
import { listDatasets } from './datasets/list-datasets.js';
import { isInScope, requireDataset } from './datasets/tenancy.js';
import { updateDataset } from './datasets/update-dataset.js';
import { DomainCalls } from './domain-calls.js';
import { translateBrokenItems, translateBrokenSchema } from './failures/schema-failures.js';
import {
  datasetNotFound,
  translateDatasetFailure,
  translateItemFailure,
} from './failures/translate.js';
import { deleteItem, deleteKnownItems } from './items/delete-items.js';
import { toRows } from './items/history.js';
import { insertItems } from './items/insert-items.js';
import { toMastraItem } from './items/item-record.js';
import { checkExternalId, checkPayload } from './items/payload-check.js';
import { purgeItem } from './items/purge-item.js';
import { findItem, itemsAt, listItems, noItems } from './items/read-items.js';
import { updateItem } from './items/update-item.js';
import { without } from './members.js';
import { requireCapabilities } from './requirements.js';
import { createDatasetVersion, listDatasetVersions } from './versions/dataset-versions.js';

/** What a purge and a deletion tell the experiments that ran on the data. */
export interface DatasetEvents {
  /** The content of an item was removed; `mark` is what Mastra keeps as its metadata. */
  onPurged(item: { id: string; datasetId: string }, mark: Record<string, unknown>): Promise<void>;
  onDeleted(datasetId: string): Promise<void>;
}

/** Options of {@link MastraDatasets}. */
export interface MastraDatasetsOptions {
  /** What else a purge and a deletion do; default nothing. `withVersionedDatasets` sets it. */
  readonly events?: DatasetEvents | undefined;
  /** Runs before the first use, and again where it failed; default nothing. */
  readonly beforeUse?: (() => Promise<void>) | undefined;
}

/**
 * The `datasets` domain of Mastra over a storage of this library. Mastra's integer versions are the
 * numbers of our commits; what Mastra keeps beyond our fields is in `attributes`. The constructor
 * throws `NOT_SUPPORTED` for a storage that lacks something. Failures reject with a `MastraError`,
 * or with Mastra's errors of schemas.
 */
export class MastraDatasets extends mastra.DatasetsStorage {
  readonly #storage: OurStorage;
  readonly #events: DatasetEvents | undefined;
  readonly #calls: DomainCalls;

  constructor(storage: OurStorage, options: MastraDatasetsOptions = {}) {
    super();
    requireCapabilities(storage);
    this.#storage = storage;
    this.#events = options.events;
    this.#calls = new DomainCalls(storage, options.beforeUse ?? (() => Promise.resolve()));
  }

  /** Does what comes before the first use, once. */
  prepare(): Promise<void> {
    return this.#calls.prepare();
  }

  /** Opens the storage, and makes its tables. The first use does it, too. */
  override init(): Promise<void> {
    return this.#calls.run(() => this.#storage.init());
  }

  /** Closes the storage. */
  async close(): Promise<void> {
    await this.#storage.close();
  }

  override dangerouslyClearAll(): Promise<void> {
    return this.#calls.run(() => this.#storage.dangerouslyClearAll());
  }

  override createDataset(input: mastra.CreateDatasetInput): Promise<mastra.DatasetRecord> {
    return this.#calls.run(async () => {
      const { id } = input;
      if (id !== undefined) this.validateCallerDefinedDatasetId(id);
      const record = toDatasetRecord(await this.#storage.createDataset(toCreateInput(input)));
      return id === undefined ? record : this.resolveExistingDataset(record, { ...input, id });
    }, translateDatasetFailure);
  }

  override getDatasetById({
    id,
    filters,
  }: {
    id: string;
    filters?: mastra.DatasetTenancyFilters;
  }): Promise<mastra.DatasetRecord | null> {
    return this.#calls.run(async () => {
      const dataset = await this.#storage.getDatasetById({ id });
      return dataset !== null && isInScope(dataset, filters) ? toDatasetRecord(dataset) : null;
    });
  }

  override updateDataset(input: mastra.UpdateDatasetInput): Promise<mastra.DatasetRecord> {
    return this._doUpdateDataset(input);
  }

  protected override _doUpdateDataset(
    input: mastra.UpdateDatasetInput,
  ): Promise<mastra.DatasetRecord> {
    return this.#calls.run(
      async () => toDatasetRecord(await updateDataset(this.#storage, input)),
      async (error) => translateDatasetFailure(await translateBrokenSchema(this.#storage, error)),
    );
  }

  override deleteDataset({
    id,
    filters,
  }: {
    id: string;
    filters?: mastra.DatasetTenancyFilters;
  }): Promise<void> {
    return this.#calls.run(async () => {
      if (filters !== undefined && (await this.getDatasetById({ id, filters })) === null) return;
      await this.#storage.deleteDataset({ id });
      await this.#events?.onDeleted(id);
    });
  }

  override listDatasets(input: mastra.ListDatasetsInput): Promise<mastra.ListDatasetsOutput> {
    return this.#calls.run(() => listDatasets(this.#storage, input));
  }

  override async addItem(input: mastra.AddDatasetItemInput): Promise<mastra.DatasetItem> {
    const { datasetId, filters, ...item } = input;
    const scope = filters === undefined ? {} : { filters };
    const [added] = await this.batchInsertItems({ datasetId, ...scope, items: [item] });
    if (added === undefined) throw datasetNotFound(datasetId);
    return added;
  }

  protected override _doAddItem(input: mastra.AddDatasetItemInput): Promise<mastra.DatasetItem> {
    return this.addItem(input);
  }

  override batchInsertItems(input: mastra.BatchInsertItemsInput): Promise<mastra.DatasetItem[]> {
    return this._doBatchInsertItems(input);
  }

  protected override _doBatchInsertItems({
    datasetId,
    filters,
    items,
  }: mastra.BatchInsertItemsInput): Promise<mastra.DatasetItem[]> {
    return this.#calls.run(
      async () => {
        const dataset = await requireDataset(this.#storage, datasetId, filters);
        for (const [index, item] of items.entries()) {
          checkExternalId(item.externalId);
          checkPayload(item, `items[${index}]`);
        }
        return insertItems(this.#storage, {
          datasetId,
          items,
          tenancy: toDatasetRecord(dataset),
          plan: (batch, history, createId) => this.planDatasetItemBatch(batch, history, createId),
        });
      },
      (error) => translateItemFailure(translateBrokenItems(error)),
    );
  }

  override updateItem(input: mastra.UpdateDatasetItemInput): Promise<mastra.DatasetItem> {
    return this._doUpdateItem(input);
  }

  protected override _doUpdateItem(
    input: mastra.UpdateDatasetItemInput,
  ): Promise<mastra.DatasetItem> {
    return this.#calls.run(
      async () => {
        const { datasetId, filters } = input;
        if (filters !== undefined) await requireDataset(this.#storage, datasetId, filters);
        checkPayload(without(input, 'id', 'datasetId', 'filters'), 'item');
        const item = await updateItem(this.#storage, input);
        return toMastraItem(item, await this.#calls.tenancyOf(item));
      },
      (error) => translateItemFailure(translateBrokenItems(error)),
    );
  }

  protected override _doDeleteItem({
    id,
    datasetId,
  }: mastra.DeleteDatasetItemInput): Promise<void> {
    return this.#calls.run(() => deleteItem(this.#storage, datasetId, id));
  }

  override batchDeleteItems(input: mastra.BatchDeleteItemsInput): Promise<void> {
    return this._doBatchDeleteItems(input);
  }

  protected override _doBatchDeleteItems({
    datasetId,
    filters,
    itemIds,
  }: mastra.BatchDeleteItemsInput): Promise<void> {
    return this.#calls.run(async () => {
      await requireDataset(this.#storage, datasetId, filters);
      await deleteKnownItems(this.#storage, datasetId, itemIds);
    });
  }

  protected override _doPurgeItem(input: mastra.PurgeDatasetItemInput): Promise<void> {
    return this.#calls.run(async () => {
      const mark = await purgeItem(this.#storage, input);
      if (mark !== null) await this.#events?.onPurged(input, mark);
    });
  }

  override listItems(input: mastra.ListDatasetItemsInput): Promise<mastra.ListDatasetItemsOutput> {
    return this.#calls.run(async () => {
      const { datasetId: id, filters } = input;
      if (filters !== undefined && (await this.getDatasetById({ id, filters })) === null) {
        return noItems(input);
      }
      return listItems(this.#storage, input, (item) => this.#calls.tenancyOf(item));
    });
  }

  override getItemById({
    id,
    datasetVersion,
  }: {
    id: string;
    datasetVersion?: number;
  }): Promise<mastra.DatasetItem | null> {
    return this.#calls.run(async () => {
      const item = await findItem(this.#storage, id, datasetVersion);
      return item === null ? null : toMastraItem(item, await this.#calls.tenancyOf(item));
    });
  }

  override getItemsByVersion({
    datasetId,
    version,
  }: {
    datasetId: string;
    version: number;
  }): Promise<mastra.DatasetItem[]> {
    return this.#calls.run(async () => {
      const items = await itemsAt(this.#storage, datasetId, version);
      const [first] = items;
      if (first === undefined) return [];
      const tenancy = await this.#calls.tenancyOf(first);
      return items.map((item) => toMastraItem(item, tenancy));
    });
  }

  override getItemHistory(itemId: string): Promise<mastra.DatasetItemRow[]> {
    return this.#calls.run(async () => {
      const states = await this.#storage.getItemHistory({ id: itemId });
      const [state] = states;
      return state === undefined ? [] : toRows(states, await this.#calls.tenancyOf(state.item));
    });
  }

  override createDatasetVersion(
    datasetId: string,
    version: number,
  ): Promise<mastra.DatasetVersion> {
    return this.#calls.run(() => createDatasetVersion(this.#storage, datasetId, version));
  }

  override listDatasetVersions(
    input: mastra.ListDatasetVersionsInput,
  ): Promise<mastra.ListDatasetVersionsOutput> {
    return this.#calls.run(() => listDatasetVersions(this.#storage, input));
  }
}
