/* eslint-disable @typescript-eslint/require-await -- async makes what a method throws a rejection */
import {
  DatasetsError,
  DatasetsStorage,
  compareNewestFirst,
  createId,
  datasetArguments,
  itemArguments,
  nextVersion,
  paginate,
  systemClock,
  type AddDatasetItemInput,
  type CreateDatasetInput,
  type Dataset,
  type DatasetItem,
  type DatasetsSupports,
  type DeleteDatasetItemInput,
  type ListDatasetItemsInput,
  type ListDatasetItemsOutput,
  type ListDatasetsInput,
  type ListDatasetsOutput,
  type UpdateDatasetInput,
  type UpdateDatasetItemInput,
  type VersionReference,
} from '@mastra-datasets/core/storage';

/** The items of a dataset as one commit left them, newest first. Never changed once made. */
interface Snapshot {
  readonly version: number;
  readonly items: readonly DatasetItem[];
}

/** A dataset with every snapshot it ever had, oldest first; the first one is its creation. */
interface StoredDataset {
  dataset: Dataset;
  readonly snapshots: Snapshot[];
}

/**
 * The smallest complete adapter: the eleven abstract methods, in memory. It keeps whole snapshots,
 * which is the easiest way of being right; a database would keep states of items instead.
 *
 * Each mutation changes the state in one synchronous step, so concurrent callers cannot meet
 * half-way, and then waits for the clock. A database needs a transaction in that place.
 */
export class MinimalDatasetsStorage extends DatasetsStorage {
  readonly #datasets = new Map<string, StoredDataset>();

  async createDataset(input: CreateDatasetInput): Promise<Dataset> {
    // Arguments are checked and turned into plain JSON of our own before anything else happens.
    const { name, description, metadata, ...given } = datasetArguments.create(input);
    refuse('schemas', given.inputSchema, given.expectedOutputSchema);
    refuse('ownIds', given.id, given.onConflict);
    refuse('attributes', given.attributes);
    refuse('authors', given.author, given.message);
    const now = systemClock.now();
    const dataset: Dataset = {
      id: createId(),
      name,
      // What a dataset does not have is absent, neither `null` nor `undefined`.
      ...(description === null ? {} : { description }),
      ...(metadata === null ? {} : { metadata }),
      version: new Date(now),
      createdAt: new Date(now),
      updatedAt: new Date(now),
    };
    this.#datasets.set(dataset.id, { dataset, snapshots: [{ version: now, items: [] }] });
    // Callers get copies, so nothing they do to them reaches what is stored.
    return structuredClone(dataset);
  }

  async getDatasetById(input: { id: string }): Promise<Dataset | null> {
    const { id } = datasetArguments.byId(input);
    return structuredClone(this.#datasets.get(id)?.dataset ?? null);
  }

  async updateDataset(input: UpdateDatasetInput): Promise<Dataset> {
    const { id, name, description, metadata, ...given } = datasetArguments.update(input);
    refuse('schemas', given.inputSchema, given.expectedOutputSchema);
    refuse('attributes', given.attributes);
    refuse('conditions', given.expectedUpdatedAt);
    const stored = this.#require(id);
    const { description: oldDescription, metadata: oldMetadata, ...kept } = stored.dataset;
    // `undefined` keeps a field and `null` clears it.
    const newDescription = description === undefined ? oldDescription : description;
    const newMetadata = metadata === undefined ? oldMetadata : metadata;
    const updatedAt = nextVersion(systemClock.now(), kept.updatedAt.getTime());
    stored.dataset = {
      ...kept,
      name: name ?? kept.name,
      ...(newDescription == null ? {} : { description: newDescription }),
      ...(newMetadata == null ? {} : { metadata: newMetadata }),
      updatedAt: new Date(updatedAt),
    };
    const result = structuredClone(stored.dataset);
    await systemClock.wait(updatedAt);
    return result;
  }

  async deleteDataset(input: { id: string }): Promise<void> {
    this.#datasets.delete(datasetArguments.byId(input).id);
  }

  async listDatasets(input: ListDatasetsInput): Promise<ListDatasetsOutput> {
    const { pagination, cursor, search, metadata, ...given } = datasetArguments.list(input);
    refuse('cursors', cursor);
    refuse('ordering', given.orderBy);
    refuse('search', search, metadata);
    refuse('attributes', given.attributes);
    const datasets = [...this.#datasets.values()].map(({ dataset }) => dataset);
    const page = paginate(datasets.sort(compareNewestFirst), pagination);
    return { datasets: structuredClone(page.entries), pagination: page.pagination };
  }

  async addItem(input: AddDatasetItemInput): Promise<DatasetItem> {
    const { datasetId, item, expectedVersion, onConflict, onDeleted, author, message } =
      itemArguments.add(input);
    refuse('batches', expectedVersion);
    refuse('authors', author, message);
    refuse('itemFields', item.splits, item.source, item.attributes);
    refuse('externalIds', item.externalId, onConflict, onDeleted);
    return this.#commit(this.#require(datasetId), (items, version) => {
      const added: DatasetItem = {
        id: createId(),
        datasetId,
        version,
        input: item.input,
        // `null` is an expected output like any other; only `undefined` means that there is none.
        ...(item.expectedOutput === undefined ? {} : { expectedOutput: item.expectedOutput }),
        ...(item.context === null ? {} : { context: item.context }),
        createdAt: version,
        updatedAt: version,
      };
      return { items: [...items, added].sort(compareNewestFirst), result: added };
    });
  }

  async updateItem(input: UpdateDatasetItemInput): Promise<DatasetItem> {
    const { datasetId, item: changes, ...given } = itemArguments.update(input);
    refuse('batches', given.expectedVersion);
    refuse('authors', given.author, given.message);
    refuse('itemFields', changes.splits, changes.source, changes.attributes);
    refuse('conditions', changes.expectedItemVersion);
    refuse('merging', changes.merge);
    const stored = this.#require(datasetId);
    const { context: oldContext, ...kept } = this.#requireItem(stored, changes.id);
    const context = changes.context === undefined ? oldContext : changes.context;
    return this.#commit(stored, (items, version) => {
      const updated: DatasetItem = {
        ...kept,
        version,
        ...(changes.input === undefined ? {} : { input: changes.input }),
        ...(changes.expectedOutput === undefined ? {} : { expectedOutput: changes.expectedOutput }),
        ...(context == null ? {} : { context }),
        updatedAt: version,
      };
      const others = items.filter(({ id }) => id !== updated.id);
      return { items: [...others, updated].sort(compareNewestFirst), result: updated };
    });
  }

  async deleteItem(input: DeleteDatasetItemInput): Promise<void> {
    const { id, datasetId, ...given } = itemArguments.delete(input);
    refuse('batches', given.expectedVersion);
    refuse('conditions', given.expectedItemVersion);
    refuse('authors', given.author, given.message);
    const stored = this.#require(datasetId);
    this.#requireItem(stored, id);
    await this.#commit(stored, (items) => ({
      items: items.filter((item) => item.id !== id),
      result: undefined,
    }));
  }

  async listItems(input: ListDatasetItemsInput): Promise<ListDatasetItemsOutput> {
    const { datasetId, pagination, version, cursor, filter } = itemArguments.list(input);
    refuse('cursors', cursor);
    refuse('search', filter.search, filter.context, filter.ids);
    refuse('queries', filter.where, filter.splits);
    refuse('sampling', input.sample, input.shard, input.seed);
    refuse('ordering', input.order, input.orderBy);
    const items = this.#snapshotAt(this.#datasets.get(datasetId), version);
    const page = paginate(items, pagination);
    return { items: structuredClone(page.entries), pagination: page.pagination };
  }

  async getItemById(input: {
    id: string;
    version?: VersionReference | undefined;
  }): Promise<DatasetItem | null> {
    const { id, version } = itemArguments.byId(input);
    const items = [...this.#datasets.values()].flatMap((stored) =>
      this.#snapshotAt(stored, version),
    );
    return structuredClone(items.find((item) => item.id === id) ?? null);
  }

  async getItemsByVersion(input: {
    datasetId: string;
    version: VersionReference;
  }): Promise<DatasetItem[]> {
    const { datasetId, version } = itemArguments.byVersion(input);
    return structuredClone([...this.#snapshotAt(this.#datasets.get(datasetId), version)]);
  }

  /** The items at the last commit at or before `version`; before the first one there are none. */
  #snapshotAt(
    stored: StoredDataset | undefined,
    version: VersionReference | undefined,
  ): readonly DatasetItem[] {
    // Commit numbers and tags belong to capabilities that this adapter does not have.
    if (typeof version === 'number') refuse('history', version);
    if (typeof version === 'string') refuse('tags', version);
    const time = version instanceof Date ? version.getTime() : Infinity;
    return stored?.snapshots.findLast((snapshot) => snapshot.version <= time)?.items ?? [];
  }

  /** Makes one new version of a dataset, and resolves once the clock has reached it. */
  async #commit<Result>(
    stored: StoredDataset,
    change: (
      items: readonly DatasetItem[],
      version: Date,
    ) => { items: readonly DatasetItem[]; result: Result },
  ): Promise<Result> {
    const version = nextVersion(systemClock.now(), stored.dataset.version.getTime());
    const { items, result } = change(this.#snapshotAt(stored, undefined), new Date(version));
    stored.snapshots.push({ version, items });
    stored.dataset = { ...stored.dataset, version: new Date(version) };
    const copy = structuredClone(result);
    // Without this wait, a `new Date()` taken by the caller could lie before the version.
    await systemClock.wait(version);
    return copy;
  }

  #require(datasetId: string): StoredDataset {
    const stored = this.#datasets.get(datasetId);
    if (stored !== undefined) return stored;
    throw new DatasetsError('DATASET_NOT_FOUND', `There is no dataset ${datasetId}.`, {
      details: { datasetId },
    });
  }

  #requireItem(stored: StoredDataset, id: string): DatasetItem {
    const datasetId = stored.dataset.id;
    const item = this.#snapshotAt(stored, undefined).find((candidate) => candidate.id === id);
    if (item !== undefined) return item;
    const elsewhere = [...this.#datasets.values()].some((other) =>
      this.#snapshotAt(other, undefined).some((candidate) => candidate.id === id),
    );
    const code = elsewhere ? 'ITEM_DATASET_MISMATCH' : 'ITEM_NOT_FOUND';
    throw new DatasetsError(code, `Dataset ${datasetId} has no item ${id}.`, {
      details: { id, datasetId },
    });
  }
}

/** Refuses options of a capability that this adapter lacks, instead of quietly ignoring them. */
function refuse(capability: keyof DatasetsSupports, ...options: unknown[]): void {
  if (options.every((option) => option === undefined || option === null)) return;
  throw new DatasetsError('NOT_SUPPORTED', `This storage does not support ${capability}.`, {
    details: { capability },
  });
}
