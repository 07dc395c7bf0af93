import { queryOptions, type QueryClient } from '@tanstack/react-query';
import type { ItemsStreamQuery } from '../../api/items.js';
import { datasetQuery, keys, versionQuery } from '../../api/queries.js';
import { queryOf } from './query.js';
import { RowSource } from './row-source.js';
import type { ItemsView } from './view.js';

/** The first rows of a list of items, and what brings the others. */
export function rowsQuery(datasetId: string, query: ItemsStreamQuery) {
  return queryOptions({
    queryKey: [...keys.dataset(datasetId), 'rows', query],
    queryFn: ({ signal }) => RowSource.open(datasetId, query, signal),
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
  });
}

/** Whether a version is named by its number. */
export function isVersionNumber(version: string): boolean {
  return /^\d+$/.test(version);
}

/**
 * Asks for the first rows of a view, so that they are on their way while the screen that shows them is.
 * Rejects where that screen will say what is wrong.
 */
export async function fetchFirstRows(
  client: QueryClient,
  datasetId: string,
  view: ItemsView,
): Promise<void> {
  const version = await findVersion(client, datasetId, view.version);
  await client.query(rowsQuery(datasetId, queryOf(view, version)));
}

/** The version that a view shows, by its number where versions have one. */
async function findVersion(
  client: QueryClient,
  datasetId: string,
  name: string | undefined,
): Promise<string | undefined> {
  if (name === undefined) {
    const { versionNumber } = await client.query(datasetQuery(datasetId));
    return versionNumber === undefined ? undefined : String(versionNumber);
  }
  if (isVersionNumber(name)) return name;
  return String((await client.query(versionQuery(datasetId, name))).number);
}
