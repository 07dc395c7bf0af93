import { isDeepStrictEqual } from 'node:util';
import type { DatasetsStorage } from '@mastra-datasets/core';
import { keptMapping, MAPPING_ATTRIBUTE, type KeptMapping } from '@mastra-datasets/files';
import { findDataset } from '../resolve/dataset.js';

/** Keeps a mapping with the dataset of a name, so that the next file of its shape needs no options. */
export async function keepMapping(
  datasets: DatasetsStorage,
  name: string,
  mapping: KeptMapping,
): Promise<void> {
  const dataset = await findDataset(datasets, name);
  if (dataset === null || Object.keys(mapping).length === 0) return;
  if (isDeepStrictEqual(keptMapping(dataset), mapping)) return;
  const attributes = { ...dataset.attributes, [MAPPING_ATTRIBUTE]: mapping };
  await datasets.updateDataset({ id: dataset.id, attributes });
}
