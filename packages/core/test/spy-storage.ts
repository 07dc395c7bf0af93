import {
  VersionedDatasetsStorage,
  type CommitResult,
  type DatasetRecord,
  type DatasetsPrimitives,
  type VersionedDatasetsStorageOptions,
} from '../src/index.js';

/** A call of a primitive: its name, then its arguments. */
export type PrimitiveCall = [name: string, ...args: unknown[]];

const DATASET: DatasetRecord = {
  id: 'dataset',
  name: 'spied',
  description: null,
  metadata: null,
  inputSchema: null,
  expectedOutputSchema: null,
  schemaRevision: null,
  version: 1_000,
  createdAt: 1_000,
  updatedAt: 1_000,
};

/** Answers of a storage that holds one empty dataset. */
const ANSWERS: Record<keyof DatasetsPrimitives, () => unknown> = {
  initialize: () => undefined,
  close: () => undefined,
  clear: () => undefined,
  insertDataset: () => undefined,
  updateDataset: () => DATASET,
  deleteDataset: () => undefined,
  findDataset: () => DATASET,
  pageDatasets: () => [],
  countDatasets: () => 0,
  commit: (): CommitResult => ({ version: 2_000, updated: [] }),
  findCommit: () => null,
  pageCommits: () => [],
  findItems: () => [],
  findItemsByExternalId: () => [],
  findItemStates: () => [],
  pageItems: () => [],
  findChangedItemIds: () => [],
  putTag: () => true,
  deleteTag: () => true,
  findTags: () => [],
};

/** Makes primitives that record each call, throw the next planned failure, or give an answer. */
function spyPrimitives(calls: PrimitiveCall[], failures: unknown[]): DatasetsPrimitives {
  const handler: ProxyHandler<typeof ANSWERS> = {
    get:
      (answers, name: keyof DatasetsPrimitives) =>
      async (...args: unknown[]): Promise<unknown> => {
        calls.push([name, ...args]);
        await Promise.resolve();
        if (failures.length > 0) throw failures.shift();
        return answers[name]();
      },
  };
  return new Proxy(ANSWERS, handler) as unknown as DatasetsPrimitives;
}

/** A storage whose primitives record what reaches them. */
export class SpyStorage extends VersionedDatasetsStorage {
  readonly calls: PrimitiveCall[];
  /** Thrown by the next calls of primitives, in order. */
  readonly failures: unknown[];

  constructor(options: VersionedDatasetsStorageOptions = {}) {
    const calls: PrimitiveCall[] = [];
    const failures: unknown[] = [];
    super(spyPrimitives(calls, failures), options);
    this.calls = calls;
    this.failures = failures;
  }
}
