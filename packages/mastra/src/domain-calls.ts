import type { DatasetItem, DatasetsStorage } from '@mastra-datasets/core';
import { LRUCache } from 'lru-cache';
import { toDatasetRecord } from './datasets/dataset-record.js';
import { translateFailure } from './failures/translate.js';
import type { Tenancy } from './items/item-record.js';

/** Of how many datasets it is remembered whose they are. */
const KNOWN_TENANCIES = 1_000;

/** Whose the items of a dataset are: it never changes. */
interface KnownTenancy {
  readonly organizationId: string | null;
  readonly projectId: string | null;
  /** The newest version when it was read, in milliseconds since the Unix epoch. */
  readonly until: number;
}

type Translate = (error: Error) => Error | Promise<Error>;

/** What every call of the domain does around its work. */
export class DomainCalls {
  readonly #storage: DatasetsStorage;
  readonly #beforeUse: () => Promise<void>;
  readonly #tenancies = new LRUCache<string, KnownTenancy>({ max: KNOWN_TENANCIES });
  #prepared: Promise<void> | undefined;

  /** `beforeUse` runs before the first call, and again where it failed. */
  constructor(storage: DatasetsStorage, beforeUse: () => Promise<void>) {
    this.#storage = storage;
    this.#beforeUse = beforeUse;
  }

  /** Does what comes before the first call, once. */
  prepare(): Promise<void> {
    this.#prepared ??= this.#beforeUse().catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    });
    return this.#prepared;
  }

  /** Does the work of a call, and gives its failure as one of Mastra's. */
  async run<Result>(
    work: () => Promise<Result>,
    translate: Translate = translateFailure,
  ): Promise<Result> {
    try {
      await this.prepare();
      return await work();
    } catch (error) {
      throw await translate(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Whose an item is. */
  async tenancyOf({ datasetId, createdAt }: DatasetItem): Promise<Tenancy> {
    const known = this.#tenancies.get(datasetId);
    // A dataset may be deleted, and another one get its id: that one has later items only.
    if (known !== undefined && createdAt.getTime() <= known.until) return known;
    const dataset = await this.#storage.getDatasetById({ id: datasetId });
    if (dataset === null) return {};
    const { organizationId = null, projectId = null } = toDatasetRecord(dataset);
    const found = { organizationId, projectId, until: dataset.version.getTime() };
    this.#tenancies.set(datasetId, found);
    return found;
  }
}
