import type { DatasetsStorage } from '@mastra-datasets/core';
import { at, currentVersion } from '../fixtures.js';
import type { ManualClock } from '../manual-clock.js';
import type { ModelDataset } from './model-dataset.js';

/** A storage under test with the model of what it should hold. */
export interface World {
  readonly storage: DatasetsStorage;
  /** The storage's clock, where it takes one. */
  readonly clock: ManualClock | undefined;
  /** The datasets there should be, in the order they were made. */
  readonly models: ModelDataset[];
  /** Datasets that were deleted. */
  readonly deleted: ModelDataset[];
}

/** Picks a dataset; `null` when there is none. */
export function pickModel({ models }: World, dataset: number): ModelDataset | null {
  return models.length === 0 ? null : at(models, dataset % models.length);
}

/** Gives the version that a mutation made, which must be later than all before it. */
export async function versionMade(storage: DatasetsStorage, model: ModelDataset): Promise<Date> {
  const version = await currentVersion(storage, model.id);
  if (version <= model.newest.version) {
    throw new Error(`A mutation made no version after ${model.newest.version.toISOString()}.`);
  }
  return version;
}
