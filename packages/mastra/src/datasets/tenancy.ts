import type { Dataset } from '@mastra-datasets/core';
import type { DatasetTenancyFilters } from '@mastra/core/storage';

/** Whether a dataset is in the scope that the caller may see. */
export function isInScope(dataset: Dataset, filters: DatasetTenancyFilters | undefined): boolean {
  const { organizationId, projectId } = filters ?? {};
  const { attributes = {} } = dataset;
  return (
    (organizationId === undefined || attributes['organizationId'] === organizationId) &&
    (projectId === undefined || attributes['projectId'] === projectId)
  );
}
