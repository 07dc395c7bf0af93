import { apiPath, request, requestJson } from './request.js';
import type {
  Authorship,
  Capabilities,
  Dataset,
  DatasetList,
  DatasetsQuery,
  DatasetUpdate,
  ItemSelection,
  NewDataset,
} from './wire.js';

/** Says what the store supports, and what the token allows. */
export function getCapabilities(signal?: AbortSignal): Promise<Capabilities> {
  return requestJson('', { signal });
}

export function listDatasets(query: DatasetsQuery, signal?: AbortSignal): Promise<DatasetList> {
  return requestJson('/datasets', { query: { ...query }, signal });
}

export function getDataset(id: string, signal?: AbortSignal): Promise<Dataset> {
  return requestJson(apiPath`/datasets/${id}`, { signal });
}

export function createDataset(dataset: NewDataset): Promise<Dataset> {
  return requestJson('/datasets', { method: 'POST', body: dataset });
}

export function updateDataset(id: string, update: DatasetUpdate): Promise<Dataset> {
  return requestJson(apiPath`/datasets/${id}`, { method: 'PATCH', body: update });
}

/** Deletes a dataset with all its versions. */
export async function deleteDataset(id: string): Promise<void> {
  await request(apiPath`/datasets/${id}`, { method: 'DELETE' });
}

/** A new dataset of the items of a version; with conditions, of those that meet them. */
export interface Fork extends Authorship, ItemSelection {
  readonly name: string;
}

export function forkDataset(id: string, fork: Fork): Promise<Dataset> {
  return requestJson(apiPath`/datasets/${id}/forks`, { method: 'POST', body: fork });
}
