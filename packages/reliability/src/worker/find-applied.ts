import { isDeepStrictEqual } from 'node:util';
import type { DatasetsStorage } from '@mastra-datasets/core';
import type { Change, ChangeResult } from '../journal.js';
import { toJson, type Call, type Outcome } from './call.js';

/** How many of the newest versions are looked at. */
const NEWEST = { page: 0, perPage: 500 };

/** Finds what a call did that was applied without an answer; `null` when it was not applied. */
export async function findApplied(storage: DatasetsStorage, call: Call): Promise<Outcome | null> {
  return call.method === 'addItem' ? findAddition(storage, call) : findVersion(storage, call);
}

async function findAddition(
  storage: DatasetsStorage,
  { datasetId, changes }: Call,
): Promise<Outcome | null> {
  const [change] = changes;
  if (change?.type !== 'add') throw new Error('The call adds no item.');
  const { externalId } = change;
  const item = await storage.getItemByExternalId({ datasetId, externalId });
  if (item === null) return null;
  // Others may have changed it since.
  const first = (await storage.getItemHistory({ id: item.id })).at(-1);
  if (first === undefined || !isDeepStrictEqual(first.item.input, change.input)) return null;
  const { version, id } = first.item;
  return { version, results: [{ action: 'added', id, item: toJson(first.item) }] };
}

async function findVersion(
  storage: DatasetsStorage,
  { datasetId, token, changes }: Call,
): Promise<Outcome | null> {
  const { versions } = await storage.listVersions({ datasetId, pagination: NEWEST });
  const commit = versions.find(({ message }) => message === token);
  if (commit === undefined) return null;
  const { version } = commit;
  const items = await storage.getItemsByVersion({ datasetId, version });
  const results = changes.map((change): ChangeResult => {
    if (change.type === 'delete') return { action: 'deleted', id: change.id, item: null };
    const item = items.find((candidate) => isMeant(change, candidate));
    if (item === undefined) throw new Error(`The version lacks what ${token} changed.`);
    const isNew = item.createdAt.getTime() === version.getTime();
    return { action: isNew ? 'added' : 'updated', id: item.id, item: toJson(item) };
  });
  return { version, results };
}

function isMeant(
  change: Exclude<Change, { type: 'delete' }>,
  item: { readonly id: string; readonly externalId?: string },
): boolean {
  return change.type === 'add' ? item.externalId === change.externalId : item.id === change.id;
}
