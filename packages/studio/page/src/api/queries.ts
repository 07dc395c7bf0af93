import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query';
import { getCapabilities, getDataset, listDatasets } from './datasets.js';
import { getItem, getItemHistory, listItems, listSplits } from './items.js';
import type {
  Dataset,
  DatasetItem,
  DatasetList,
  DatasetsQuery,
  ItemsQuery,
  VersionName,
} from './wire.js';
import { getDiffSummary, getDigest, getVersion, listTags, listVersions } from './versions.js';

/**
 * The keys of queries. All that is about one dataset begins with `dataset(id)`, so that a change of
 * items invalidates exactly that; lists of datasets begin with `datasets`.
 */
export const keys = {
  capabilities: ['capabilities'] as const,
  datasets: ['datasets'] as const,
  dataset: (id: string) => ['dataset', id] as const,
};

export function capabilitiesQuery() {
  return queryOptions({
    queryKey: keys.capabilities,
    queryFn: ({ signal }) => getCapabilities(signal),
    staleTime: Infinity,
  });
}

export function datasetsQuery(query: DatasetsQuery) {
  return queryOptions({
    queryKey: [...keys.datasets, query],
    queryFn: ({ signal }) => listDatasets(query, signal),
    placeholderData: keepPreviousData,
  });
}

export function datasetQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.dataset(id), 'self'],
    queryFn: ({ signal }) => getDataset(id, signal),
  });
}

/**
 * Begins with what a list that is there says of a dataset, as old as that is, so that nothing has to
 * wait for the dataset itself.
 */
export function takeDatasetFromLists(client: QueryClient, id: string): void {
  const { queryKey } = datasetQuery(id);
  if (client.getQueryData(queryKey) !== undefined) return;
  for (const [key, list] of client.getQueriesData<DatasetList>({ queryKey: keys.datasets })) {
    const state = client.getQueryState(key);
    const dataset = list?.datasets.find((listed) => listed.id === id);
    if (dataset === undefined || state === undefined || state.isInvalidated) continue;
    client.setQueryData(queryKey, dataset, { updatedAt: state.dataUpdatedAt });
    return;
  }
}

/** A version that is named by its number never changes, except by a purge. */
function staleTimeOf(version: VersionName): { staleTime?: number } {
  return version !== undefined && /^\d+$/.test(version) ? { staleTime: Infinity } : {};
}

export function itemsQuery(datasetId: string, query: ItemsQuery) {
  return queryOptions({
    queryKey: [...keys.dataset(datasetId), 'items', query],
    queryFn: ({ signal }) => listItems(datasetId, query, signal),
    ...staleTimeOf(query.version),
  });
}

export function itemQuery(datasetId: string, itemId: string, version: VersionName) {
  return queryOptions({
    queryKey: [...keys.dataset(datasetId), 'item', itemId, version ?? null],
    queryFn: ({ signal }) => getItem(datasetId, itemId, version, signal),
    ...staleTimeOf(version),
  });
}

export function itemHistoryQuery(datasetId: string, itemId: string) {
  return queryOptions({
    queryKey: [...keys.dataset(datasetId), 'history', itemId],
    queryFn: ({ signal }) => getItemHistory(datasetId, itemId, signal),
  });
}

export function splitsQuery(datasetId: string, version: VersionName) {
  return queryOptions({
    queryKey: [...keys.dataset(datasetId), 'splits', version ?? null],
    queryFn: ({ signal }) => listSplits(datasetId, version, signal),
    ...staleTimeOf(version),
  });
}

export function versionsQuery(
  datasetId: string,
  query: { readonly page: number; readonly perPage: number },
) {
  return queryOptions({
    queryKey: [...keys.dataset(datasetId), 'versions', query],
    queryFn: ({ signal }) => listVersions(datasetId, query, signal),
  });
}

/** One version by its number, a time or a tag. */
export function versionQuery(datasetId: string, version: string) {
  return queryOptions({
    queryKey: [...keys.dataset(datasetId), 'version', version],
    queryFn: ({ signal }) => getVersion(datasetId, version, signal),
  });
}

export function versionDigestQuery(datasetId: string, number: number) {
  return queryOptions({
    queryKey: [...keys.dataset(datasetId), 'digest', number],
    queryFn: ({ signal }) => getDigest(datasetId, String(number), signal),
    staleTime: Infinity,
  });
}

/** How many items differ between two versions. */
export function diffSummaryQuery(datasetId: string, from: number, to: number) {
  return queryOptions({
    queryKey: [...keys.dataset(datasetId), 'diff-summary', from, to],
    queryFn: ({ signal }) =>
      getDiffSummary(datasetId, { from: String(from), to: String(to) }, signal),
    staleTime: Infinity,
  });
}

export function tagsQuery(datasetId: string) {
  return queryOptions({
    queryKey: [...keys.dataset(datasetId), 'tags'],
    queryFn: ({ signal }) => listTags(datasetId, signal),
  });
}

/**
 * Reads a dataset again after a change, for all that show it. An answer that is on its way may be of before
 * the change, and is not waited for.
 */
export async function readDatasetAgain(client: QueryClient, id: string): Promise<Dataset> {
  const query = datasetQuery(id);
  await client.cancelQueries({ queryKey: query.queryKey, exact: true });
  return client.query({ ...query, staleTime: 0 });
}

/** Shows items as a change made them. Answers on their way that are of before it are left out. */
export async function showItems(
  client: QueryClient,
  datasetId: string,
  items: readonly DatasetItem[],
): Promise<void> {
  const all = items.map((item) => ({ item, ...itemQuery(datasetId, item.id, undefined) }));
  await Promise.all(all.map(({ queryKey }) => client.cancelQueries({ queryKey, exact: true })));
  for (const { queryKey, item } of all) client.setQueryData(queryKey, item);
}

/** Lets everything that a change of a dataset may have changed be asked for again. */
export async function refreshDataset(client: QueryClient, datasetId: string): Promise<void> {
  // What was asked for before the change and is looked at by nobody yet would count as fresh when it comes.
  await client.cancelQueries({ queryKey: keys.dataset(datasetId), type: 'inactive' });
  await Promise.all([
    client.invalidateQueries({ queryKey: keys.dataset(datasetId) }),
    client.invalidateQueries({ queryKey: keys.datasets }),
  ]);
}
