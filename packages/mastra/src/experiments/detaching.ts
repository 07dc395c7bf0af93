import { MastraError } from '@mastra/core/error';
import type { DatasetsStorage, ExperimentsStorage } from '@mastra/core/storage';

/** Whose the datasets are that are made only to be deleted again. */
const OWNER = '@mastra-datasets/mastra: detaches experiments';

/**
 * Detaches the experiments of a deleted dataset, as Mastra's stores do where they keep both. Only
 * they know how: so the store's own datasets get one of the same id, which is deleted at once. One
 * of the store's own that has the id already is left alone, with its experiments.
 */
export async function detachExperiments(
  own: DatasetsStorage,
  experiments: ExperimentsStorage,
  datasetId: string,
): Promise<void> {
  const pagination = { page: 0, perPage: 1 };
  const found = await experiments.listExperiments({ datasetId, pagination });
  if (found.pagination.total === 0) return;
  try {
    await own.createDataset({ id: datasetId, name: OWNER, organizationId: OWNER });
  } catch (error) {
    if (error instanceof MastraError && error.id === 'DATASET_ID_CONFLICT') return;
    throw error;
  }
  await own.deleteDataset({ id: datasetId, filters: { organizationId: OWNER } });
}
