import {
  DatasetsError,
  type CommitRequest,
  type DatasetsPrimitives,
  type DatasetUpdate,
  type PurgeRequest,
} from '@mastra-datasets/core';

function refuse(): Promise<never> {
  return Promise.reject(
    new DatasetsError('NOT_SUPPORTED', 'These datasets are only read, or copied to.', {
      details: { capability: 'writes' },
    }),
  );
}

/** The writes of an adapter, all of them refused, for what is only read. */
export abstract class ReadOnlyPrimitives {
  /** What it reads by stays the caller's. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  readonly clear = refuse;
  readonly deleteDataset = refuse;
  readonly confirm = refuse;
  readonly correctItemCounts = refuse;
  readonly putTag = refuse;
  readonly deleteTag = refuse;

  insertDataset(..._parameters: Parameters<DatasetsPrimitives['insertDataset']>): Promise<boolean> {
    return refuse();
  }

  updateDataset(_update: DatasetUpdate): ReturnType<DatasetsPrimitives['updateDataset']> {
    return refuse();
  }

  commit(_request: CommitRequest): ReturnType<DatasetsPrimitives['commit']> {
    return refuse();
  }

  purgeInPlace(_request: PurgeRequest): Promise<void> {
    return refuse();
  }
}
