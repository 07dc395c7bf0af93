import type { Dataset, DatasetsStorage } from '@mastra-datasets/core';
import type { DatasetTenancyFilters } from '@mastra/core/storage';
import { datasetNotFound } from '../failures/translate.js';

/** Whether a dataset is in the scope that the caller may see. */
export function isInScope(dataset: Dataset, filters: DatasetTenancyFilters | undefined): boolean {
  const { organizationId, projectId } = filters ?? {};
  const { attributes = {} } = dataset;
  return (
    (organizationId === undefined || attributes['organizationId'] === organizationId) &&
    (projectId === undefined || attributes['projectId'] === projectId)
  );
}

/** The dataset that a change is for. Rejects with `DATASET_NOT_FOUND` where the caller may not see it. */
export async function requireDataset(
  storage: DatasetsStorage,
  id: string,
  filters?: DatasetTenancyFilters,
): Promise<Dataset> {
  const dataset = await storage.getDatasetById({ id });
  if (dataset === null || !isInScope(dataset, filters)) throw datasetNotFound(id);
  return dataset;
}
