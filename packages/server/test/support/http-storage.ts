import {
  DatasetsError,
  DatasetsStorage,
  itemArguments,
  type DatasetDiff,
  type DatasetItem,
  type DatasetsSupports,
  type ImportItemsInput,
  type ImportItemsOutput,
} from '@mastra-datasets/core';
import type * as types from '@mastra-datasets/core';
import { DatasetsInMemory } from '@mastra-datasets/inmemory';
import type { Hono } from 'hono';
import type { OpenApiDocument } from '../../src/openapi.js';
import type { AppEnv, MethodName } from '../../src/routes/route.js';
import { operationsOf, type Operation } from './api.js';
import { isCarried, throughJson, toJson } from './carried.js';
import { Client, prepare, type PathFields, type Prepared } from './client.js';
import { importOverHttp, isTellingProgress } from './import-client.js';
import { revive, reviveItem } from './revive.js';

/** How a method asks the API. */
interface Way {
  readonly operationId: string;
  readonly prepared: Prepared;
}

const ITEM: PathFields = { itemId: 'id' };
const DATASET: PathFields = { datasetId: 'id' };

/** The methods that need a pagination, which the API has a default for. */
const PAGED: ReadonlySet<MethodName> = new Set(['listDatasets', 'listItems', 'listVersions']);

function isWholePagination(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Reflect.get(value, 'page') !== undefined && Reflect.get(value, 'perPage') !== undefined;
}

/** The operations of each method, in the order in which they are tried. */
const OPERATIONS: Readonly<Record<MethodName, readonly [id: string, names: PathFields][]>> = {
  createDataset: [['createDataset', {}]],
  getDatasetById: [['getDataset', DATASET]],
  updateDataset: [['updateDataset', DATASET]],
  deleteDataset: [['deleteDataset', DATASET]],
  listDatasets: [['listDatasets', {}]],
  forkDataset: [['forkDataset', {}]],
  addItem: [['addItem', {}]],
  updateItem: [['updateItem', ITEM]],
  deleteItem: [['deleteItem', ITEM]],
  purgeItem: [['purgeItem', ITEM]],
  listItems: [
    ['listItems', {}],
    ['queryItems', {}],
  ],
  getItemById: [['getItem', ITEM]],
  getItemsByVersion: [['getItemsByVersion', {}]],
  addItems: [['addItems', {}]],
  updateItems: [['updateItems', {}]],
  deleteItems: [['deleteItems', {}]],
  applyChanges: [['applyChanges', {}]],
  importItems: [['importItems', {}]],
  getItemByExternalId: [['getItemByExternalId', {}]],
  listSplits: [['listSplits', {}]],
  getVersion: [
    ['getVersion', {}],
    ['findVersion', {}],
  ],
  listVersions: [['listVersions', {}]],
  getItemHistory: [
    ['getItemHistoryByExternalId', {}],
    ['getItemHistory', ITEM],
  ],
  tagVersion: [['tagVersion', {}]],
  untagVersion: [['untagVersion', {}]],
  listTags: [['listTags', {}]],
  diffVersions: [['diffVersions', {}]],
  restoreVersion: [['restoreVersion', {}]],
  iterateItems: [
    ['iterateItems', {}],
    ['iterateQueriedItems', {}],
  ],
  snapshotDigest: [['getDigest', {}]],
  verify: [['verifyDataset', {}]],
};

/**
 * A storage whose calls go through the API of another one, as its description says, so that the
 * conformance suite can be run on the API. What JSON cannot carry, such as a cycle, it leaves to the
 * checks of a storage in memory. So it does with ids that no address can have, as nothing has them.
 */
export class HttpStorage extends DatasetsStorage {
  override readonly supports: DatasetsSupports;
  readonly #storage: DatasetsStorage;
  readonly #client: Client;
  readonly #operations: ReadonlyMap<string, Operation>;
  /** Stays empty but for what JSON cannot carry. */
  readonly #reference = new DatasetsInMemory();
  #calls = 0;

  constructor(app: Hono<AppEnv>, document: OpenApiDocument, storage: DatasetsStorage) {
    super();
    this.supports = storage.supports;
    this.#storage = storage;
    this.#client = new Client(app);
    this.#operations = operationsOf(document);
  }

  override init(): Promise<void> {
    return this.#storage.init();
  }

  override close(): Promise<void> {
    return this.#storage.close();
  }

  override dangerouslyClearAll(): Promise<void> {
    return this.#storage.dangerouslyClearAll();
  }

  #operation(id: string): Operation {
    const operation = this.#operations.get(id);
    if (operation === undefined) throw new Error(`There is no operation ${id}.`);
    return operation;
  }

  /** Makes the request for a call, before anything else happens; `null` for what JSON cannot carry. */
  #way(name: MethodName, argument: unknown): Way | null {
    return settled(() => this.#findWay(name, argument)) ?? null;
  }

  #findWay(name: MethodName, argument: unknown): Way | null {
    if (!isCarried(argument) || Array.isArray(argument)) return null;
    const fields = toJson(argument) as Record<string, unknown>;
    if (PAGED.has(name) && !isWholePagination(fields['pagination'])) return null;
    // An item is named in one of two ways, and each has an address of its own.
    const isNamedTwice = fields['externalId'] !== undefined || fields['datasetId'] !== undefined;
    if (name === 'getItemHistory' && fields['id'] !== undefined && isNamedTwice) return null;
    const candidates = OPERATIONS[name];
    // Conditions go into an address and into a body by turns.
    this.#calls += 1;
    for (const [operationId, names] of this.#calls % 2 ? candidates.toReversed() : candidates) {
      const prepared = prepare(this.#operation(operationId), names, fields);
      if (prepared !== null) return { operationId, prepared };
    }
    return null;
  }

  /** Does a call, and gives what its answer says. */
  async #call(name: MethodName, argument: unknown): Promise<unknown> {
    if (isTellingProgress()) {
      return call(this.#storage, name, argument);
    }
    const way = this.#way(name, argument);
    return way === null
      ? this.#withoutApi(name, argument)
      : revive(await this.#client.ask(way.operationId, way.prepared));
  }

  /** What a storage without any datasets says to a call, unless JSON can carry the argument after all. */
  async #withoutApi(name: MethodName, argument: unknown): Promise<unknown> {
    const carried = attempted(() => throughJson(argument));
    const checked = Promise.resolve(call(this.#reference, name, argument));
    const error: unknown = await checked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const isRefused = error instanceof DatasetsError && error.code === 'INVALID_ARGUMENT';
    const way = isRefused ? null : this.#way(name, carried);
    if (way === null) return checked;
    return revive(await this.#client.ask(way.operationId, way.prepared));
  }

  override createDataset(input: types.CreateDatasetInput) {
    return this.#call('createDataset', input) as Promise<types.Dataset>;
  }

  override getDatasetById(input: { id: string }) {
    return orElse(
      this.#call('getDatasetById', input),
      null,
      'DATASET_NOT_FOUND',
    ) as Promise<types.Dataset | null>;
  }

  override updateDataset(input: types.UpdateDatasetInput) {
    return this.#call('updateDataset', input) as Promise<types.Dataset>;
  }

  override async deleteDataset(input: { id: string }): Promise<void> {
    await this.#call('deleteDataset', input);
  }

  override listDatasets(input: types.ListDatasetsInput) {
    return this.#call('listDatasets', input) as Promise<types.ListDatasetsOutput>;
  }

  override addItem(input: types.AddDatasetItemInput) {
    return this.#call('addItem', input) as Promise<DatasetItem>;
  }

  override updateItem(input: types.UpdateDatasetItemInput) {
    return this.#call('updateItem', input) as Promise<DatasetItem>;
  }

  override async deleteItem(input: types.DeleteDatasetItemInput): Promise<void> {
    await this.#call('deleteItem', input);
  }

  override listItems(input: types.ListDatasetItemsInput) {
    const found = this.#call('listItems', input) as Promise<types.ListDatasetItemsOutput>;
    return orElse(found, () => ({ items: [], pagination: nothing(input) }), 'DATASET_NOT_FOUND');
  }

  override getItemById(input: { id: string; version?: types.VersionReference }) {
    return orElse(
      this.#call('getItemById', input),
      null,
      'ITEM_NOT_FOUND',
    ) as Promise<DatasetItem | null>;
  }

  override async getItemsByVersion(input: {
    datasetId: string;
    version: types.VersionReference;
  }): Promise<DatasetItem[]> {
    const way = this.#way('getItemsByVersion', input);
    if (way === null) {
      return (await this.#withoutApi('getItemsByVersion', input)) as DatasetItem[];
    }
    return orElse(this.#collect(way), [], 'DATASET_NOT_FOUND');
  }

  async #collect({ operationId, prepared }: Way): Promise<DatasetItem[]> {
    const items: DatasetItem[] = [];
    for await (const line of this.#client.lines(operationId, prepared)) {
      items.push(reviveItem(line));
    }
    return items;
  }

  override async addItems(input: types.AddDatasetItemsInput): Promise<DatasetItem[]> {
    return itemsOf(await this.#call('addItems', input));
  }

  override async updateItems(input: types.UpdateDatasetItemsInput): Promise<DatasetItem[]> {
    return itemsOf(await this.#call('updateItems', input));
  }

  override async deleteItems(input: types.DeleteDatasetItemsInput): Promise<void> {
    await this.#call('deleteItems', input);
  }

  override applyChanges(input: types.ApplyChangesInput) {
    return this.#call('applyChanges', input) as Promise<types.ApplyChangesOutput>;
  }

  override async importItems(input: ImportItemsInput): Promise<ImportItemsOutput> {
    const { items, onRejected, onProgress, ...options } = itemArguments.import(input);
    const given = toGiven(options);
    const argument = onRejected === undefined ? given : { ...given, onRejected: 'report' };
    const way = this.#way('importItems', argument);
    if (way === null) {
      return (await this.#withoutApi('importItems', { ...input, items: [] })) as ImportItemsOutput;
    }
    return importOverHttp(this.#client, way.prepared, { items, onRejected, onProgress });
  }

  override getItemByExternalId(input: types.GetItemByExternalIdInput) {
    const codes = ['ITEM_NOT_FOUND', 'DATASET_NOT_FOUND'] as const;
    return orElse(
      this.#call('getItemByExternalId', input),
      null,
      ...codes,
    ) as Promise<DatasetItem | null>;
  }

  override listSplits(input: types.ListSplitsInput) {
    const found = this.#call('listSplits', input).then(memberOf('splits'));
    return orElse(found, [], 'DATASET_NOT_FOUND') as Promise<types.DatasetSplit[]>;
  }

  override getVersion(input: types.GetVersionInput) {
    // For a date, this only says that the dataset was made later.
    const isDated = memberOf('version')(input) instanceof Date;
    const codes = isDated ? (['VERSION_NOT_FOUND'] as const) : [];
    const found = this.#call('getVersion', input);
    return orElse(
      found,
      null,
      'DATASET_NOT_FOUND',
      ...codes,
    ) as Promise<types.DatasetVersion | null>;
  }

  override async listVersions(input: types.ListVersionsInput) {
    const found = this.#call('listVersions', input) as Promise<types.ListVersionsOutput>;
    return orElse(found, () => ({ versions: [], pagination: nothing(input) }), 'DATASET_NOT_FOUND');
  }

  override getItemHistory(input: types.GetItemHistoryInput) {
    const found = this.#call('getItemHistory', input).then(memberOf('states'));
    const codes = ['ITEM_NOT_FOUND', 'DATASET_NOT_FOUND'] as const;
    return orElse(found, [], ...codes) as Promise<types.DatasetItemState[]>;
  }

  override tagVersion(input: types.TagVersionInput) {
    return this.#call('tagVersion', input) as Promise<types.DatasetTag>;
  }

  override async untagVersion(input: { datasetId: string; tag: string }): Promise<void> {
    await this.#call('untagVersion', input);
  }

  override listTags(input: { datasetId: string }) {
    const found = this.#call('listTags', input).then(memberOf('tags'));
    return orElse(found, [], 'DATASET_NOT_FOUND') as Promise<types.DatasetTag[]>;
  }

  override async diffVersions(input: types.DiffVersionsInput): Promise<DatasetDiff> {
    const way = this.#way('diffVersions', input);
    if (way === null) return (await this.#withoutApi('diffVersions', input)) as DatasetDiff;
    const lines = this.#client.lines(way.operationId, way.prepared);
    const { value } = await lines.next();
    await lines.return();
    const { datasetId, from, to, added, updated, deleted } = revive(value) as DatasetDiff &
      DatasetDiff['summary'];
    const again = this.#way('diffVersions', { datasetId, from, to });
    if (again === null) throw new Error('The versions of a difference cannot be asked for again.');
    const { operationId, prepared } = again;
    const differences = async function* (client: Client) {
      const [...rest] = [client.lines(operationId, prepared)];
      let isFirst = true;
      for (const stream of rest) {
        for await (const line of stream) {
          if (!isFirst) yield revive(line) as types.DatasetItemDifference;
          isFirst = false;
        }
      }
    };
    const client = this.#client;
    const summary = { added, updated, deleted };
    return { datasetId, from, to, summary, [Symbol.asyncIterator]: () => differences(client) };
  }

  override restoreVersion(input: types.RestoreVersionInput) {
    return this.#call('restoreVersion', input) as Promise<types.DatasetVersion>;
  }

  override forkDataset(input: types.ForkDatasetInput) {
    return this.#call('forkDataset', input) as Promise<types.Dataset>;
  }

  override iterateItems(input: types.IterateItemsInput) {
    return this.#iterate(this.#way('iterateItems', input), input);
  }

  async *#iterate(
    way: Way | null,
    input: types.IterateItemsInput,
  ): AsyncGenerator<DatasetItem, void, undefined> {
    if (way === null) {
      const carried = attempted(() => throughJson(input));
      // Throws for what is refused.
      for await (const item of this.#reference.iterateItems(input)) yield item;
      const other = this.#way('iterateItems', carried);
      if (other !== null) yield* this.#iterate(other, input);
      return;
    }
    let hasBegun = false;
    try {
      for await (const line of this.#client.lines(way.operationId, way.prepared)) {
        hasBegun = true;
        yield reviveItem(line);
      }
    } catch (error) {
      if (hasBegun) {
        // A stream that broke off does not say why.
        await this.#call('getDatasetById', { id: input.datasetId });
        throw error;
      }
      if (error instanceof DatasetsError && error.code === 'DATASET_NOT_FOUND') return;
      throw error;
    }
  }

  override async snapshotDigest(input: types.SnapshotDigestInput): Promise<string> {
    const answer = await this.#call('snapshotDigest', input);
    return typeof answer === 'string' ? answer : (memberOf('digest')(answer) as string);
  }

  override async purgeItem(input: types.PurgeDatasetItemInput): Promise<void> {
    await this.#call('purgeItem', input);
  }

  override verify(input: types.VerifyInput) {
    const report = this.#verify(input);
    return report as Promise<types.VerificationReport>;
  }

  async #verify(input: types.VerifyInput): Promise<unknown> {
    if (!isCarried(input)) return this.#withoutApi('verify', input);
    const { repair, ...rest } = input as types.VerifyInput;
    if (repair !== undefined && typeof repair !== 'boolean') {
      return this.#withoutApi('verify', input);
    }
    const operationId = repair === true ? 'repairDataset' : 'verifyDataset';
    const prepared = prepare(this.#operation(operationId), {}, { ...rest });
    if (prepared === null) return this.#withoutApi('verify', input);
    return revive(await this.#client.ask(operationId, prepared));
  }
}

/** Calls a method with anything at all. */
function call(storage: DatasetsStorage, name: MethodName, argument: unknown): unknown {
  const method: unknown = Reflect.get(storage, name);
  if (typeof method !== 'function') throw new TypeError(`${name} is not a method.`);
  return Reflect.apply(method, storage, [argument]) as unknown;
}

/** What a function gives; `undefined` for values that are nested deeper than the stack is. */
function settled<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What a promise gives, or something else where it rejects with one of these codes. */
async function orElse<Result>(
  work: Promise<Result>,
  otherwise: NoInfer<Result> | (() => NoInfer<Result>),
  ...codes: readonly types.DatasetsErrorCode[]
): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DatasetsError) || !codes.includes(error.code)) throw error;
    return typeof otherwise === 'function' ? (otherwise as () => Result)() : otherwise;
  }
}

function nothing({ pagination }: { readonly pagination: types.StoragePagination }) {
  return { ...pagination, total: 0, hasMore: false };
}

function memberOf(name: string): (answer: unknown) => unknown {
  return (answer) =>
    typeof answer === 'object' && answer !== null && !Array.isArray(answer)
      ? (Reflect.get(answer, name) as unknown)
      : answer;
}

function itemsOf(answer: unknown): DatasetItem[] {
  return memberOf('items')(answer) as DatasetItem[];
}

/** The members of options that were given. */
function toGiven(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** What a function gives; `undefined` where it throws, as values do that throw when they are read. */
function attempted<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
