import { argumentsWithin, type DatasetsArguments } from '../../../../arguments/index.js';
import { invalidArgument } from '../../../../arguments/invalid.js';
import { checkedClock, systemClock, type Clock } from '../../../../clock.js';
import { completeLimits, LIMITS, type DatasetsLimits } from '../../../../limits.js';
import type * as types from '../../../types.js';
import { DatasetsStorage } from '../base.js';
import { SnapshotDigest } from '../content.js';
import { FULL_SUPPORTS, type DatasetsSupports } from '../supports.js';
import type { StorageContext } from './context.js';
import { copyDataset } from './copy.js';
import { createDataset, listDatasets, updateDataset } from './datasets.js';
import { forkDataset } from './fork.js';
import { diffVersions, itemAtVersion, itemHistory, listVersions } from './history.js';
import { importItems } from './import.js';
import { iterateItems, listItems, readSnapshot, scanSnapshot } from './item-reader.js';
import { Lifecycle } from './lifecycle.js';
import { toDataset, toItem } from './mapping.js';
import type { Change, MutationRequest } from './mutations.js';
import type { DatasetsPrimitives } from './primitives.js';
import { purgeItem } from './purge.js';
import { restoreVersion } from './restore.js';
import { SchemaRegistry } from './schema-registry.js';
import { listTags, tagVersion, untagVersion } from './tags.js';
import { verifyDataset } from './verify.js';
import { requireCommit, resolveTime } from './versions.js';
import { DatasetWriter } from './writer.js';

/** What every versioned storage takes. */
export interface VersionedDatasetsStorageOptions {
  /** The source of time; default the system's clock. */
  readonly clock?: Clock | undefined;
  /** Bounds of what it takes, where they differ from `LIMITS`. */
  readonly limits?: Partial<DatasetsLimits> | undefined;
}

/** What a storage supports whose adapter stages no items. */
const WITHOUT_IMPORTS: DatasetsSupports = Object.freeze({ ...FULL_SUPPORTS, imports: false });

/**
 * The whole contract over an adapter's {@link DatasetsPrimitives}: it does once, for all adapters,
 * what must not differ between them. The first use initialises the storage, once for concurrent
 * callers; nobody has to call `init()`.
 */
export abstract class VersionedDatasetsStorage extends DatasetsStorage {
  override readonly supports: DatasetsSupports;

  /** The bounds of what this storage takes. */
  readonly limits: DatasetsLimits;
  /** The adapter's part. */
  protected readonly primitives: DatasetsPrimitives;
  /** What serves the methods that only read. */
  readonly #reads: DatasetsPrimitives;
  readonly #arguments: DatasetsArguments;
  readonly #context: StorageContext;
  readonly #lifecycle: Lifecycle;
  readonly #writer: DatasetWriter;

  /**
   * With `reads`, the methods that only read ask these primitives instead, such as those of a
   * replica. They may be behind, but have to give every version exactly that they give at all.
   */
  constructor(
    primitives: DatasetsPrimitives,
    options: VersionedDatasetsStorageOptions = {},
    reads: DatasetsPrimitives = primitives,
  ) {
    super();
    this.limits = options.limits === undefined ? LIMITS : completeLimits(options.limits);
    this.#arguments = argumentsWithin(this.limits);
    this.primitives = primitives;
    this.#reads = reads;
    this.supports = primitives.staging === undefined ? WITHOUT_IMPORTS : FULL_SUPPORTS;
    this.#context = {
      primitives,
      clock: checkedClock(options.clock ?? systemClock),
      schemas: new SchemaRegistry(primitives),
    };
    this.#lifecycle = new Lifecycle(primitives);
    this.#writer = new DatasetWriter(this.#context);
  }

  override init(): Promise<void> {
    return this.run(() => Promise.resolve());
  }

  override close(): Promise<void> {
    return this.#lifecycle.close();
  }

  override async dangerouslyClearAll(): Promise<void> {
    await this.run(() => this.primitives.clear());
  }

  override async createDataset(input: types.CreateDatasetInput): Promise<types.Dataset> {
    const parsed = this.#parse(this.#arguments.datasets.create, input);
    return this.run(() => createDataset(this.#context, parsed));
  }

  override async getDatasetById(input: { id: string }): Promise<types.Dataset | null> {
    const { id } = this.#parse(this.#arguments.datasets.byId, input);
    return this.run(async () => {
      const record = await this.#reads.findDataset(id);
      return record === null ? null : toDataset(record);
    });
  }

  override async updateDataset(input: types.UpdateDatasetInput): Promise<types.Dataset> {
    const parsed = this.#parse(this.#arguments.datasets.update, input);
    return this.#change(parsed.id, () => updateDataset(this.#context, parsed));
  }

  override async deleteDataset(input: { id: string }): Promise<void> {
    const { id } = this.#parse(this.#arguments.datasets.byId, input);
    await this.#change(id, () => this.primitives.deleteDataset(id));
  }

  override async listDatasets(input: types.ListDatasetsInput): Promise<types.ListDatasetsOutput> {
    const parsed = this.#parse(this.#arguments.datasets.list, input);
    return this.run(() => listDatasets(this.#reads, parsed));
  }

  override async addItem(input: types.AddDatasetItemInput): Promise<types.DatasetItem> {
    const parsed = this.#parse(this.#arguments.items.add, input);
    const { item, onConflict = 'error' } = parsed;
    return itemOf(await this.#mutateOne(parsed, { type: 'add', item, onConflict }));
  }

  override async updateItem(input: types.UpdateDatasetItemInput): Promise<types.DatasetItem> {
    const parsed = this.#parse(this.#arguments.items.update, input);
    return itemOf(await this.#mutateOne(parsed, { type: 'update', item: parsed.item }));
  }

  override async deleteItem(input: types.DeleteDatasetItemInput): Promise<void> {
    const parsed = this.#parse(this.#arguments.items.delete, input);
    await this.#mutateOne(parsed, { type: 'delete', id: parsed.id });
  }

  override async addItems(input: types.AddDatasetItemsInput): Promise<types.DatasetItem[]> {
    const { onConflict = 'error', ...batch } = this.#parse(this.#arguments.items.addMany, input);
    const changes = batch.items.map((item) => ({ type: 'add', item, onConflict }) as const);
    return itemsOf(await this.#mutateMany(batch, changes, 'items'));
  }

  override async updateItems(input: types.UpdateDatasetItemsInput): Promise<types.DatasetItem[]> {
    const batch = this.#parse(this.#arguments.items.updateMany, input);
    const changes = batch.items.map((item) => ({ type: 'update', item }) as const);
    return itemsOf(await this.#mutateMany(batch, changes, 'items'));
  }

  override async deleteItems(input: types.DeleteDatasetItemsInput): Promise<void> {
    const batch = this.#parse(this.#arguments.items.deleteMany, input);
    await this.#mutateMany(
      batch,
      batch.ids.map((id) => ({ type: 'delete', id })),
      'ids',
    );
  }

  override async applyChanges(input: types.ApplyChangesInput): Promise<types.ApplyChangesOutput> {
    const batch = this.#parse(this.#arguments.items.applyChanges, input);
    const changes = batch.changes.map((change) =>
      change.type === 'add' ? { ...change, onConflict: change.onConflict ?? 'error' } : change,
    );
    return this.#mutateMany(batch, changes, 'changes');
  }

  override async importItems(input: types.ImportItemsInput): Promise<types.ImportItemsOutput> {
    const { staging } = this.primitives;
    if (staging === undefined) return super.importItems(input);
    const parsed = this.#parse(this.#arguments.items.import, input);
    return importItems(
      {
        ...this.#context,
        staging,
        parseItem: this.#arguments.items.imported,
        run: (work) => this.run(work),
        runAlone: (work) => this.#change(parsed.datasetId, work),
      },
      parsed,
    );
  }

  override async purgeItem(input: { id: string; datasetId: string }): Promise<void> {
    const parsed = this.#parse(this.#arguments.items.purge, input);
    await this.#change(parsed.datasetId, () => purgeItem(this.#context, parsed));
  }

  override async listItems(
    input: types.ListDatasetItemsInput,
  ): Promise<types.ListDatasetItemsOutput> {
    const parsed = this.#parse(this.#arguments.items.list, input);
    return this.run(() => listItems(this.#reads, parsed));
  }

  override async getItemById(input: {
    id: string;
    version?: types.VersionReference | undefined;
  }): Promise<types.DatasetItem | null> {
    const { id, version } = this.#parse(this.#arguments.items.byId, input);
    return this.run(() => itemAtVersion(this.#reads, id, version));
  }

  override async getItemByExternalId(
    input: types.GetItemByExternalIdInput,
  ): Promise<types.DatasetItem | null> {
    const { datasetId, externalId, version } = this.#parse(
      this.#arguments.items.byExternalId,
      input,
    );
    return this.run(async () => {
      const at = version === undefined ? null : await resolveTime(this.#reads, datasetId, version);
      if (version !== undefined && at === null) return null;
      const [item] = await this.#reads.findItemsByExternalId(datasetId, [externalId], at);
      return item === undefined ? null : toItem(item);
    });
  }

  override async getItemsByVersion(input: {
    datasetId: string;
    version: types.VersionReference;
  }): Promise<types.DatasetItem[]> {
    const { datasetId, version } = this.#parse(this.#arguments.items.byVersion, input);
    return this.run(async () => {
      const at = await resolveTime(this.#reads, datasetId, version);
      if (at === null) return [];
      return (await readSnapshot(this.#reads, datasetId, at, 'newest')).map(toItem);
    });
  }

  override iterateItems(
    input: types.IterateItemsInput,
  ): AsyncGenerator<types.DatasetItem, void, undefined> {
    // Arguments are taken over at the call, but complain at the first step like everything else.
    const parsed = settle(() => this.#parse(this.#arguments.items.iterate, input));
    return iterateItems(this.#reads, parsed, (fetch) => this.run(fetch));
  }

  override async listVersions(input: types.ListVersionsInput): Promise<types.ListVersionsOutput> {
    const parsed = this.#parse(this.#arguments.versions.list, input);
    return this.run(() => listVersions(this.#reads, parsed));
  }

  override async getItemHistory(input: { id: string }): Promise<types.DatasetItemState[]> {
    const { id } = this.#parse(this.#arguments.items.history, input);
    return this.run(() => itemHistory(this.#reads, id));
  }

  override async tagVersion(input: types.TagVersionInput): Promise<types.DatasetTag> {
    const parsed = this.#parse(this.#arguments.versions.tag, input);
    return this.run(() => tagVersion(this.#context, parsed));
  }

  override async untagVersion(input: { datasetId: string; tag: string }): Promise<void> {
    const parsed = this.#parse(this.#arguments.versions.untag, input);
    await this.run(() => untagVersion(this.primitives, parsed));
  }

  override async listTags(input: { datasetId: string }): Promise<types.DatasetTag[]> {
    const { datasetId } = this.#parse(this.#arguments.versions.listTags, input);
    return this.run(() => listTags(this.#reads, datasetId));
  }

  override async diffVersions(input: types.DiffVersionsInput): Promise<types.DatasetDiff> {
    const parsed = this.#parse(this.#arguments.versions.diff, input);
    return this.run(() => diffVersions(this.#reads, parsed, (fetch) => this.run(fetch)));
  }

  override async restoreVersion(input: types.RestoreVersionInput): Promise<types.DatasetVersion> {
    const parsed = this.#parse(this.#arguments.versions.restore, input);
    return this.#change(parsed.datasetId, () => restoreVersion(this.#context, parsed));
  }

  override async forkDataset(input: types.ForkDatasetInput): Promise<types.Dataset> {
    const parsed = this.#parse(this.#arguments.datasets.fork, input);
    return this.run(() => forkDataset(this.#context, parsed));
  }

  override async snapshotDigest(input: types.SnapshotDigestInput): Promise<string> {
    const { datasetId, version } = this.#parse(this.#arguments.versions.digest, input);
    return this.run(async () => {
      const commit = await requireCommit(this.#reads, datasetId, version);
      const digest = new SnapshotDigest();
      for await (const item of scanSnapshot(this.#reads, commit)) digest.add(item);
      return digest.toString();
    });
  }

  override async verify(input: { datasetId: string }): Promise<types.VerificationReport> {
    const { datasetId } = this.#parse(this.#arguments.versions.verify, input);
    return verifyDataset(this.primitives, datasetId, (fetch) => this.run(fetch));
  }

  /**
   * Copies a dataset with all its versions, ids, external ids, tags and times to another storage,
   * and compares both at every version. An interrupted copy goes on where it ended; one repeated
   * later brings what came since. The target is a dataset like any other meanwhile, at an earlier
   * version; its tags that the source has not stay. Takes the memory of the largest commit.
   *
   * Rejects with `DATASET_NOT_FOUND`, with `VERSION_CONFLICT` when the target has a dataset of this
   * id with other versions, and with `STORAGE_BUSY` when the source never stops changing.
   */
  async copyDatasetTo(
    target: VersionedDatasetsStorage,
    input: types.CopyDatasetInput,
  ): Promise<types.CopyDatasetOutput> {
    const { datasetId, onProgress = () => undefined } = this.#parse(
      this.#arguments.versions.copy,
      input,
    );
    if (!(target instanceof VersionedDatasetsStorage)) {
      throw invalidArgument('target', 'not a versioned storage');
    }
    return this.run(() =>
      target.run(() => {
        const ends = { source: this.primitives, target: target.primitives };
        return copyDataset(ends, datasetId, onProgress);
      }),
    );
  }

  /** Runs an operation on the open storage. Rejects with `CLOSED`; wraps the driver's errors. */
  protected run<Result>(operation: () => Promise<Result>): Promise<Result> {
    return this.#lifecycle.run(operation);
  }

  /** Checks an argument at once, so that the caller may change it after the call. */
  #parse<Parsed>(parse: (argument: unknown) => Parsed, argument: unknown): Parsed {
    this.#lifecycle.assertOpen();
    return parse(argument);
  }

  #change<Result>(datasetId: string, work: () => Promise<Result>): Promise<Result> {
    return this.run(() => this.#writer.runAlone(datasetId, work));
  }

  #mutateOne(scope: MutationScope, change: Change): Promise<types.ApplyChangesOutput> {
    return this.#mutate(scope, [change], 'changes', scope.expectedVersion === undefined);
  }

  #mutateMany(
    scope: MutationScope,
    changes: readonly Change[],
    path: MutationRequest['path'],
  ): Promise<types.ApplyChangesOutput> {
    return this.#mutate(scope, changes, path, false);
  }

  #mutate(
    { datasetId, expectedVersion, message }: MutationScope,
    changes: readonly Change[],
    path: MutationRequest['path'],
    groupable: boolean,
  ): Promise<types.ApplyChangesOutput> {
    return this.run(() =>
      this.#writer.mutate({
        datasetId,
        changes,
        path,
        expectedVersion: expectedVersion ?? null,
        message: message ?? null,
        groupable,
      }),
    );
  }
}

interface MutationScope {
  readonly datasetId: string;
  readonly expectedVersion?: types.VersionReference | undefined;
  readonly message?: string | undefined;
}

function itemsOf({ results }: types.ApplyChangesOutput): types.DatasetItem[] {
  return results.flatMap(({ item }) => item ?? []);
}

function itemOf(output: types.ApplyChangesOutput): types.DatasetItem {
  const [item] = itemsOf(output);
  if (item === undefined) throw new Error('The commit gave no item.');
  return item;
}

/** Does something now, and gives what hands out its result or throws its error later. */
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
