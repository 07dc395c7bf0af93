import type { Dataset, DatasetsStorage } from '@mastra-datasets/core';
import { ownFields } from '@mastra-datasets/migration/fields';
import type { UpdateDatasetInput } from '@mastra/core/storage';
import { hasCode } from '../failures/translate.js';
import { withoutAbsent } from '../members.js';
import { requireDataset } from './tenancy.js';

/**
 * Changes a dataset's own fields. Attributes are stored as a whole, so they are read, changed, and
 * written on condition that nobody changed the dataset meanwhile.
 */
export async function updateDataset(
  storage: DatasetsStorage,
  input: UpdateDatasetInput,
): Promise<Dataset> {
  const { id, filters, name, description, metadata, inputSchema, groundTruthSchema, ...others } =
    input;
  const fields = ownFields({ name, description, metadata, inputSchema, groundTruthSchema });
  const changes = withoutAbsent(others);
  for (;;) {
    const dataset = await requireDataset(storage, id, filters);
    if (Object.keys(changes).length === 0) return storage.updateDataset({ id, ...fields });
    const merged = Object.entries({ ...dataset.attributes, ...changes });
    const attributes = Object.fromEntries(merged.filter(([, value]) => value !== null));
    const expectedUpdatedAt = dataset.updatedAt;
    try {
      return await storage.updateDataset({ id, ...fields, attributes, expectedUpdatedAt });
    } catch (error) {
      if (!hasCode(error, 'VERSION_CONFLICT')) throw error;
    }
  }
}
