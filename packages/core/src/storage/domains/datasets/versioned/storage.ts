import { invalidArgument } from '../../../../arguments/invalid.js';
import { Brand } from '../../../../brand.js';
import type { DatasetsLimits } from '../../../../limits.js';
import type * as types from '../../../types.js';
import { DatasetsStorage } from '../base.js';
import { FULL_SUPPORTS, type DatasetsSupports } from '../supports.js';
import {
  addition,
  itemOf,
  itemsOf,
  StorageCalls,
  type VersionedDatasetsStorageOptions,
} from './calls/storage-calls.js';
import { copyDataset } from './copy/copy-dataset.js';
import { deleteMatches } from './commits/delete-matches.js';
import { createDataset } from './datasets/create-dataset.js';
import { listDatasets } from './datasets/list-datasets.js';
import { updateDataset } from './datasets/update-dataset.js';
import { forkDataset } from './datasets/fork-dataset.js';
import { diffVersions } from './versions/diff-versions.js';
import { itemAtVersion, itemByExternalId } from './reading/find-item.js';
import { itemHistory } from './reading/item-history.js';
import { getVersion } from './versions/get-version.js';
import { listVersions } from './versions/list-versions.js';
import { importItems } from './import/import-items.js';
import type { RunFetch } from './reading/scan-items.js';
import { iterateItems } from './reading/iterate-items.js';
import { listSplits } from './reading/splits.js';
import { listItems } from './reading/list-items.js';
import { toDataset } from './reading/results.js';
import type { DatasetsPrimitives, DatasetsReads } from './adapter/primitives.js';
import { purgeItem } from './purge/purge-item.js';
import { restoreVersion } from './versions/restore-version.js';
import { itemsAtVersion, snapshotDigest } from './reading/snapshots.js';
import { listTags, tagVersion, untagVersion } from './versions/tags.js';
import { repairDataset } from './verification/repair-dataset.js';
import { verifyDataset } from './verification/verify-dataset.js';

/** What a storage supports when its adapter stages no items. */
const WITHOUT_IMPORTS: DatasetsSupports = Object.freeze({ ...FULL_SUPPORTS, imports: false });

const brand = new Brand('@mastra-datasets/core/VersionedDatasetsStorage');

/**
 * The whole contract over an adapter's {@link DatasetsPrimitives}. What must not differ between
 * adapters is done here, once for all of them. The first use initialises the storage, once for
 * concurrent callers; nobody has to call `init()`. `instanceof` also recognises storages of another
 * copy of this package in the same process.
 */
export abstract class VersionedDatasetsStorage extends DatasetsStorage {
  static {
    brand.mark(this);
  }

  override readonly supports: DatasetsSupports;

  /** The bounds of what this storage takes. */
  readonly limits: DatasetsLimits;
  /** The adapter's part. */
  protected readonly primitives: DatasetsPrimitives;
  readonly #calls: StorageCalls;

  /**
   * With `reads`, the methods that only read ask these primitives instead, such as those of a
   * replica. They may be behind, but each version that they give has to be exact.
   */
  constructor(
    primitives: DatasetsPrimitives,
    options: VersionedDatasetsStorageOptions = {},
    reads: DatasetsReads = primitives,
  ) {
    super();
    this.#calls = new StorageCalls(primitives, options, reads, (operation) => this.run(operation));
    this.limits = this.#calls.limits;
    this.primitives = primitives;
    this.supports = primitives.staging === undefined ? WITHOUT_IMPORTS : FULL_SUPPORTS;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return brand.recognises(value, this, VersionedDatasetsStorage);
  }

  /**
   * The primitives of a storage, for tests of its adapter and for what copies datasets elsewhere.
   * They work once `init()` has resolved, and what they write is not checked.
   */
  static primitivesOf(storage: VersionedDatasetsStorage): DatasetsPrimitives {
    return storage.primitives;
  }

  override init(): Promise<void> {
    return this.run(() => Promise.resolve());
  }

  override close(): Promise<void> {
    return this.#calls.close();
  }

  override async dangerouslyClearAll(): Promise<void> {
    await this.run(() => this.#calls.context.primitives.clear());
  }

  override async createDataset(input: types.CreateDatasetInput): Promise<types.Dataset> {
    const parsed = this.#calls.parse(this.#calls.arguments.datasets.create, input);
    return this.run(() => createDataset(this.#calls.context, parsed));
  }

  override async getDatasetById(input: { id: string }): Promise<types.Dataset | null> {
    const { id } = this.#calls.parse(this.#calls.arguments.datasets.byId, input);
    return this.#calls.read(async (reads) => {
      const record = await reads.findDataset(id);
      return record === null ? null : toDataset(record);
    });
  }

  override async updateDataset(input: types.UpdateDatasetInput): Promise<types.Dataset> {
    const parsed = this.#calls.parse(this.#calls.arguments.datasets.update, input);
    return this.#calls.change(parsed.id, () => updateDataset(this.#calls.context, parsed));
  }

  override async deleteDataset(input: { id: string }): Promise<void> {
    const { id } = this.#calls.parse(this.#calls.arguments.datasets.byId, input);
    await this.#calls.change(id, () => this.#calls.context.primitives.deleteDataset(id));
  }

  override async listDatasets(input: types.ListDatasetsInput): Promise<types.ListDatasetsOutput> {
    const parsed = this.#calls.parse(this.#calls.arguments.datasets.list, input);
    return this.#calls.read((reads) => listDatasets(reads, parsed));
  }

  override async addItem(input: types.AddDatasetItemInput): Promise<types.DatasetItem> {
    const parsed = this.#calls.parse(this.#calls.arguments.items.add, input);
    return itemOf(await this.#calls.mutateOne(parsed, addition(parsed.item, parsed)));
  }

  override async updateItem(input: types.UpdateDatasetItemInput): Promise<types.DatasetItem> {
    const parsed = this.#calls.parse(this.#calls.arguments.items.update, input);
    return itemOf(await this.#calls.mutateOne(parsed, { type: 'update', item: parsed.item }));
  }

  override async deleteItem(input: types.DeleteDatasetItemInput): Promise<void> {
    const parsed = this.#calls.parse(this.#calls.arguments.items.delete, input);
    const { id, expectedItemVersion } = parsed;
    await this.#calls.mutateOne(parsed, { type: 'delete', id, expectedItemVersion });
  }

  override async addItems(input: types.AddDatasetItemsInput): Promise<types.DatasetItem[]> {
    const batch = this.#calls.parse(this.#calls.arguments.items.addMany, input);
    const changes = batch.items.map((item) => addition(item, batch));
    return itemsOf(await this.#calls.mutateMany(batch, changes, 'items'));
  }

  override async updateItems(input: types.UpdateDatasetItemsInput): Promise<types.DatasetItem[]> {
    const batch = this.#calls.parse(this.#calls.arguments.items.updateMany, input);
    const changes = batch.items.map((item) => ({ type: 'update', item }) as const);
    return itemsOf(await this.#calls.mutateMany(batch, changes, 'items'));
  }

  override async deleteItems(input: types.DeleteDatasetItemsInput): Promise<void> {
    const batch = this.#calls.parse(this.#calls.arguments.items.deleteMany, input);
    if ('filter' in batch) {
      const { datasetId } = batch;
      return this.#calls.change(datasetId, () => deleteMatches(this.#calls.context, batch));
    }
    const changes = batch.ids.map((deletion) => ({ type: 'delete', ...deletion }) as const);
    await this.#calls.mutateMany(batch, changes, 'ids');
  }

  override async applyChanges(input: types.ApplyChangesInput): Promise<types.ApplyChangesOutput> {
    const batch = this.#calls.parse(this.#calls.arguments.items.applyChanges, input);
    const changes = batch.changes.map((change) =>
      change.type === 'add' ? addition(change.item, change) : change,
    );
    return this.#calls.mutateMany(batch, changes, 'changes');
  }

  override async importItems(input: types.ImportItemsInput): Promise<types.ImportItemsOutput> {
    const { staging } = this.#calls.context.primitives;
    if (staging === undefined) return super.importItems(input);
    const parsed = this.#calls.parse(this.#calls.arguments.items.import, input);
    return importItems(
      {
        ...this.#calls.context,
        staging,
        parseItem: this.#calls.arguments.items.imported,
        nameOf: this.#calls.arguments.items.namedByImported,
        run: (work) => this.run(work),
        runAlone: (work) => this.#calls.change(parsed.datasetId, work),
      },
      parsed,
    );
  }

  override async purgeItem(input: types.PurgeDatasetItemInput): Promise<void> {
    const parsed = this.#calls.parse(this.#calls.arguments.items.purge, input);
    await this.#calls.change(parsed.datasetId, () => purgeItem(this.#calls.context, parsed));
  }

  override async listItems(
    input: types.ListDatasetItemsInput,
  ): Promise<types.ListDatasetItemsOutput> {
    const parsed = this.#calls.parse(this.#calls.arguments.items.list, input);
    return this.#calls.read((reads) => listItems(reads, this.#calls.lists, parsed));
  }

  override async getItemById(input: {
    id: string;
    version?: types.VersionReference | undefined;
  }): Promise<types.DatasetItem | null> {
    const { id, version } = this.#calls.parse(this.#calls.arguments.items.byId, input);
    return this.#calls.read((reads) => itemAtVersion(reads, id, version));
  }

  override async getItemByExternalId(
    input: types.GetItemByExternalIdInput,
  ): Promise<types.DatasetItem | null> {
    const parsed = this.#calls.parse(this.#calls.arguments.items.byExternalId, input);
    return this.#calls.read((reads) => itemByExternalId(reads, parsed));
  }

  override async getItemsByVersion(input: {
    datasetId: string;
    version: types.VersionReference;
  }): Promise<types.DatasetItem[]> {
    const parsed = this.#calls.parse(this.#calls.arguments.items.byVersion, input);
    return this.#calls.read((reads) => itemsAtVersion(reads, parsed));
  }

  override iterateItems(
    input: types.IterateItemsInput,
  ): AsyncGenerator<types.DatasetItem, void, undefined> {
    // Arguments are copied at the call, but their errors are thrown at the first step, like all
    // others.
    const parsed = settle(() => this.#calls.parse(this.#calls.arguments.items.iterate, input));
    return this.#calls.readInSteps((reads, run) => iterateItems(reads, parsed, run));
  }

  override async listSplits(input: types.ListSplitsInput): Promise<types.DatasetSplit[]> {
    const parsed = this.#calls.parse(this.#calls.arguments.versions.listSplits, input);
    return this.#calls.read((reads) => listSplits(reads, parsed));
  }

  override async getVersion(input: types.GetVersionInput): Promise<types.DatasetVersion | null> {
    const parsed = this.#calls.parse(this.#calls.arguments.versions.get, input);
    return this.#calls.read((reads) => getVersion(reads, parsed));
  }

  override async listVersions(input: types.ListVersionsInput): Promise<types.ListVersionsOutput> {
    const parsed = this.#calls.parse(this.#calls.arguments.versions.list, input);
    return this.#calls.read((reads) => listVersions(reads, parsed));
  }

  override async getItemHistory(
    input: types.GetItemHistoryInput,
  ): Promise<types.DatasetItemState[]> {
    const parsed = this.#calls.parse(this.#calls.arguments.items.history, input);
    return this.#calls.read((reads) => itemHistory(reads, parsed));
  }

  override async tagVersion(input: types.TagVersionInput): Promise<types.DatasetTag> {
    const parsed = this.#calls.parse(this.#calls.arguments.versions.tag, input);
    return this.run(() => tagVersion(this.#calls.context, parsed));
  }

  override async untagVersion(input: { datasetId: string; tag: string }): Promise<void> {
    const parsed = this.#calls.parse(this.#calls.arguments.versions.untag, input);
    await this.run(() => untagVersion(this.#calls.context.primitives, parsed));
  }

  override async listTags(input: { datasetId: string }): Promise<types.DatasetTag[]> {
    const { datasetId } = this.#calls.parse(this.#calls.arguments.versions.listTags, input);
    return this.#calls.read((reads) => listTags(reads, datasetId));
  }

  override async diffVersions(input: types.DiffVersionsInput): Promise<types.DatasetDiff> {
    const parsed = this.#calls.parse(this.#calls.arguments.versions.diff, input);
    return this.#calls.readInSteps((reads, run) => run(() => diffVersions(reads, parsed, run)));
  }

  override async restoreVersion(input: types.RestoreVersionInput): Promise<types.DatasetVersion> {
    const parsed = this.#calls.parse(this.#calls.arguments.versions.restore, input);
    return this.#calls.change(parsed.datasetId, () => restoreVersion(this.#calls.context, parsed));
  }

  override async forkDataset(input: types.ForkDatasetInput): Promise<types.Dataset> {
    const parsed = this.#calls.parse(this.#calls.arguments.datasets.fork, input);
    return this.run(() => forkDataset(this.#calls.context, parsed));
  }

  override async snapshotDigest(input: types.SnapshotDigestInput): Promise<string> {
    const parsed = this.#calls.parse(this.#calls.arguments.versions.digest, input);
    return this.#calls.read((reads) => snapshotDigest(reads, parsed));
  }

  override async verify(input: types.VerifyInput): Promise<types.VerificationReport> {
    const { datasetId, repair } = this.#calls.parse(this.#calls.arguments.versions.verify, input);
    const run: RunFetch = (fetch) => this.run(fetch);
    const { primitives } = this.#calls.context;
    return repair === true
      ? repairDataset(primitives, datasetId, run)
      : verifyDataset(primitives, datasetId, run);
  }

  /**
   * Copies a dataset with all its versions, ids, external ids, tags and times to another storage,
   * and compares both at every version. It copies up to the version that is the newest when it
   * begins, whatever others write meanwhile. An interrupted copy goes on where it ended; one
   * repeated later brings what came since. The target is a dataset like any other meanwhile, at an
   * earlier version; its tags that the source has not stay. Takes the memory of the largest commit.
   *
   * Rejects with `DATASET_NOT_FOUND`, with `VERSION_CONFLICT` when the target has a dataset of this
   * id with other versions, and with `STORAGE_BUSY` when others keep changing the target. What fails
   * after the first write to the target is `STORAGE_FAILED` with the outcome `unknown`.
   */
  async copyDatasetTo(
    target: VersionedDatasetsStorage,
    input: types.CopyDatasetInput,
  ): Promise<types.CopyDatasetOutput> {
    const { datasetId, onProgress = () => undefined } = this.#calls.parse(
      this.#calls.arguments.versions.copy,
      input,
    );
    if (!(target instanceof VersionedDatasetsStorage)) {
      throw invalidArgument('target', 'not a versioned storage');
    }
    return this.run(() =>
      target.run(() => {
        const { primitives: source, clock, busyTimeoutMs } = this.#calls.context;
        // The target may be of another copy of this package, and so much else in it may differ.
        const ends = { source, target: target.primitives };
        return copyDataset(ends, { datasetId, onProgress, clock, busyTimeoutMs });
      }),
    );
  }

  /**
   * Runs an operation on the open storage. Rejects with `CLOSED`; wraps the driver's errors. Every
   * call goes through it, so an adapter may do something before each, such as updating a replica.
   */
  protected run<Result>(operation: () => Promise<Result>): Promise<Result> {
    return this.#calls.run(operation);
  }
}

/** Runs an action now. Gives a function that returns its result, or throws its error, later. */
function settle<Result>(action: () => Result): () => Result {
  try {
    const result = action();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
