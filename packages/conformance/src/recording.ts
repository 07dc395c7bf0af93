import type { DatasetsStorage } from '@mastra-datasets/core';
import { expect } from 'vitest';
import { ALL, allVersions } from './fixtures.js';

/** Everything that a storage gives about a dataset, as JSON. */
export interface RecordedDataset {
  readonly dataset: { readonly id: string };
  readonly versions: readonly { readonly version: string; readonly number: number }[];
  readonly tags: readonly unknown[];
  readonly snapshots: readonly {
    readonly number: number;
    readonly digest: string;
    readonly items: readonly unknown[];
  }[];
  readonly histories: readonly { readonly id: string; readonly states: readonly unknown[] }[];
}

/** The fields that releases before they were recorded did not have. */
const LATER_FIELDS: ReadonlySet<string> = new Set(['versionNumber', 'validToNumber']);

async function recordDataset(storage: DatasetsStorage, datasetId: string) {
  const versions = await allVersions(storage, datasetId);
  const snapshots = [];
  const ids = new Set<string>();
  for (const { number } of versions) {
    const items = await storage.getItemsByVersion({ datasetId, version: number });
    for (const { id } of items) ids.add(id);
    const digest = await storage.snapshotDigest({ datasetId, version: number });
    snapshots.push({ number, digest, items });
  }
  const histories = [];
  for (const id of ids) histories.push({ id, states: await storage.getItemHistory({ id }) });
  const dataset = await storage.getDatasetById({ id: datasetId });
  return { dataset, versions, tags: await storage.listTags({ datasetId }), snapshots, histories };
}

/**
 * Reads every version of every dataset, to be kept beside a database of a release: the JSON of what
 * this gives has to stay the same in later ones.
 */
export async function recordDatasets(storage: DatasetsStorage): Promise<RecordedDataset[]> {
  const { datasets } = await storage.listDatasets({ pagination: ALL });
  const recorded = [];
  for (const { id } of datasets) recorded.push(await recordDataset(storage, id));
  return JSON.parse(JSON.stringify(recorded)) as RecordedDataset[];
}

function withoutLaterFields(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) => (LATER_FIELDS.has(key) ? undefined : member)),
  );
}

/**
 * Expects a storage to give what was recorded of an earlier release, every digest and snapshot, and
 * to find nothing wrong with its data.
 */
export async function expectRecorded(
  storage: DatasetsStorage,
  recorded: readonly RecordedDataset[],
): Promise<void> {
  const present = await recordDatasets(storage);
  expect(withoutLaterFields(present)).toEqual(recorded.map(withoutLaterFields));
  for (const { dataset } of recorded) {
    const { problems } = await storage.verify({ datasetId: dataset.id });
    expect(problems).toEqual([]);
  }
}
