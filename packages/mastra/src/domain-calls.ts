import type { Dataset, DatasetsStorage } from '@mastra-datasets/core';
import type { DatasetTenancyFilters } from '@mastra/core/storage';
import { toDatasetRecord } from './datasets/dataset-record.js';
import { isInScope } from './datasets/tenancy.js';
import { datasetNotFound, translateFailure } from './failures/translate.js';
import type { Tenancy } from './items/item-record.js';

type Translate = (error: Error) => Error | Promise<Error>;

/** What every call of the domain does around its work. */
export class DomainCalls {
  readonly #storage: DatasetsStorage;
  readonly #beforeUse: () => Promise<void>;
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

  /** The dataset that a change is for. */
  async requireDataset(id: string, filters: DatasetTenancyFilters | undefined): Promise<Dataset> {
    const dataset = await this.#storage.getDatasetById({ id });
    if (dataset === null || !isInScope(dataset, filters)) throw datasetNotFound(id);
    return dataset;
  }

  /** Whose the items of a dataset are. */
  async tenancyOf(datasetId: string): Promise<Tenancy> {
    const dataset = await this.#storage.getDatasetById({ id: datasetId });
    return dataset === null ? {} : toDatasetRecord(dataset);
  }
}
