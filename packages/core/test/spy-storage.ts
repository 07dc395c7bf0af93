import {
  VersionedDatasetsStorage,
  type CommitResult,
  type DatasetRecord,
  type DatasetsPrimitives,
  type NumberedVersion,
  type StoredTag,
  type VersionedDatasetsStorageOptions,
} from '../src/index.js';

/** A primitive that every adapter has. */
type PrimitiveName = Exclude<keyof DatasetsPrimitives, OptionalName>;

/** What an adapter may have. */
type OptionalName = (typeof OPTIONAL)[number];

const OPTIONAL = ['staging', 'refresh', 'hold', 'itemsPerTurn', 'insertFork'] as const;

function isOptional(name: keyof DatasetsPrimitives): name is OptionalName {
  return OPTIONAL.some((optional) => optional === name);
}

/** A call of a primitive: its name, then its arguments. */
export type PrimitiveCall = [name: string, ...args: unknown[]];

/** The dataset that it holds. */
export const DATASET: DatasetRecord = {
  id: 'dataset',
  name: 'spied',
  description: null,
  metadata: null,
  inputSchema: null,
  expectedOutputSchema: null,
  schemaRevision: null,
  attributes: null,
  version: 1_000,
  versionNumber: 0,
  createdAt: 1_000,
  updatedAt: 1_000,
};

/** Answers of a storage that holds one empty dataset. */
const ANSWERS: Record<PrimitiveName, () => unknown> = {
  initialize: () => undefined,
  close: () => undefined,
  clear: () => undefined,
  insertDataset: () => true,
  updateDataset: () => DATASET,
  deleteDataset: () => undefined,
  findDataset: () => DATASET,
  pageDatasets: () => [],
  countDatasets: () => 0,
  commit: (): CommitResult => ({ version: 2_000, number: 1, updated: [] }),
  confirm: (): NumberedVersion => ({ version: 1_000, number: 0 }),
  findCommit: () => null,
  pageCommits: () => [],
  findItems: () => [],
  findItemsByExternalId: () => [],
  findNamedItems: () => [],
  findItemStates: () => [],
  pageItems: () => [],
  findChangedItemIds: () => [],
  countSplits: () => [],
  putTag: (): StoredTag => ({ createdAt: 5_000 }),
  deleteTag: () => true,
  findTags: () => [],
  correctItemCounts: () => true,
  findPurgedItemIds: () => [],
  purgeInPlace: () => undefined,
};

/** Answers that a test gives instead. */
export type Scripts = Partial<Record<PrimitiveName, () => unknown>>;

/** Makes primitives that record each call, throw the next planned failure, or give an answer. */
function spyPrimitives(
  calls: PrimitiveCall[],
  failures: unknown[],
  scripts: Scripts,
): DatasetsPrimitives {
  const handler: ProxyHandler<typeof ANSWERS> = {
    get: (answers, name: keyof DatasetsPrimitives) =>
      isOptional(name)
        ? undefined
        : async (...args: unknown[]): Promise<unknown> => {
            calls.push([name, ...args]);
            await Promise.resolve();
            if (failures.length > 0) throw failures.shift();
            return (scripts[name] ?? answers[name])();
          },
  };
  return new Proxy(ANSWERS, handler) as unknown as DatasetsPrimitives;
}

/** A storage whose primitives record what reaches them. */
export class SpyStorage extends VersionedDatasetsStorage {
  readonly calls: PrimitiveCall[];
  /** Thrown by the next calls of primitives, in order. */
  readonly failures: unknown[];
  readonly scripts: Scripts;

  /** With `reads`, what serves the methods that only read records its calls there. */
  constructor(
    options: VersionedDatasetsStorageOptions = {},
    reads?: { readonly calls: PrimitiveCall[]; readonly scripts: Scripts },
  ) {
    const calls: PrimitiveCall[] = [];
    const failures: unknown[] = [];
    const scripts: Scripts = {};
    const primitives = spyPrimitives(calls, failures, scripts);
    const replica =
      reads === undefined ? primitives : spyPrimitives(reads.calls, [], reads.scripts);
    super(primitives, options, replica);
    this.calls = calls;
    this.failures = failures;
    this.scripts = scripts;
  }
}
