import type { DatasetItem, DatasetsStorage } from '@mastra/core/storage';
import { expect } from 'vitest';
import { without } from '../../src/members.js';

const ALL = { pagination: { page: 0, perPage: false as const } };

/** Reads all datasets of a domain of Mastra's, at every version. */
async function readAll(domain: DatasetsStorage): Promise<object[]> {
  const { datasets } = await domain.listDatasets(ALL);
  const found = [];
  for (const dataset of datasets) {
    const { id: datasetId } = dataset;
    const { versions } = await domain.listDatasetVersions({ datasetId, ...ALL });
    const newest = Math.max(dataset.version, ...versions.map(({ version }) => version));
    const snapshots: object[] = [];
    const ids = new Set<string>();
    for (let version = 0; version <= newest; version += 1) {
      const items = await domain.getItemsByVersion({ datasetId, version });
      for (const { id } of items) ids.add(id);
      snapshots.push(byId(items.map(comparable)));
    }
    const histories: object[] = [];
    for (const id of [...ids].sort()) {
      const rows = await domain.getItemHistory(id);
      histories.push(
        rows.map((row) => ({
          ...comparable(row),
          validTo: row.validTo,
          isDeleted: row.isDeleted,
        })),
      );
    }
    found.push({ fields: present(without(dataset, 'version')), snapshots, histories });
  }
  return found;
}

/** The members that are there: Mastra's stores do not tell `null` from what is absent. */
function present(members: object): object {
  const entries = Object.entries(members);
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}

/** An item without its times, which are compared apart, and without the external id of a purged one. */
function comparable(item: DatasetItem): { id: string } {
  const { externalId, ...others } = without(item, 'createdAt', 'updatedAt');
  const isPurged = item.metadata?.['__purged'] === true;
  return { ...present(others), id: item.id, ...(isPurged ? {} : present({ externalId })) };
}

function byId(items: readonly { id: string }[]): { id: string }[] {
  return items.toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** Expects two domains to give the same at every version. */
export async function expectSame(one: DatasetsStorage, other: DatasetsStorage): Promise<void> {
  const expected = await readAll(one);
  expect(expected.length).toBeGreaterThan(0);
  expect(await readAll(other)).toEqual(expected);
}
