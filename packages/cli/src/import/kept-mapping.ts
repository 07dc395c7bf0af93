import { isDeepStrictEqual } from 'node:util';
import type { Dataset, DatasetsStorage } from '@mastra-datasets/core';
import { findDataset } from '../resolve/dataset.js';
import { isKeptMapping, type KeptMapping } from './mapping-file.js';

/** The attribute of a dataset that keeps how the files of its last import were read. */
const ATTRIBUTE = 'import';

/** How the files of the last import into a dataset were read; `null` where it is not known. */
export function keptMapping(dataset: Dataset | null): KeptMapping | null {
  const kept = dataset?.attributes?.[ATTRIBUTE];
  return isKeptMapping(kept) ? kept : null;
}

/** Keeps a mapping with the dataset of a name, so that the next file of its shape needs no options. */
export async function keepMapping(
  datasets: DatasetsStorage,
  name: string,
  mapping: KeptMapping,
): Promise<void> {
  const dataset = await findDataset(datasets, name);
  if (dataset === null || Object.keys(mapping).length === 0) return;
  if (isDeepStrictEqual(keptMapping(dataset), mapping)) return;
  const attributes = { ...dataset.attributes, [ATTRIBUTE]: mapping };
  await datasets.updateDataset({ id: dataset.id, attributes });
}
