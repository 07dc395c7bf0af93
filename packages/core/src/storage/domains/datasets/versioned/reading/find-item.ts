import type { itemArguments } from '../../../../../arguments/index.js';
import type * as types from '../../../../types.js';
import type { DatasetsReads } from '../adapter/primitives.js';
import { toItem } from './results.js';
import { resolveForRead, resolveTime } from './version-references.js';

/** Gives the state of an item at a version, or `null`. */
export async function itemAtVersion(
  primitives: DatasetsReads,
  id: string,
  version: types.VersionReference | undefined,
): Promise<types.DatasetItem | null> {
  if (version === undefined || version instanceof Date) {
    const [item] = await primitives.findItems([id], version?.getTime() ?? null);
    return item === undefined ? null : toItem(item);
  }
  const [state] = await primitives.findItemStates([id]);
  if (state === undefined) return null;
  const { datasetId } = state.item;
  const commit = await resolveForRead(primitives, datasetId, version);
  if (commit === null) return null;
  const [item] = await primitives.findItems([id], commit.version, datasetId);
  return item === undefined ? null : toItem(item);
}

/** Gives the item that has an external id at a version, or `null`. */
export async function itemByExternalId(
  primitives: DatasetsReads,
  { datasetId, externalId, version }: ReturnType<typeof itemArguments.byExternalId>,
): Promise<types.DatasetItem | null> {
  const at = version === undefined ? null : await resolveTime(primitives, datasetId, version);
  if (version !== undefined && at === null) return null;
  const [item] = await primitives.findItemsByExternalId(datasetId, [externalId], at);
  return item === undefined ? null : toItem(item);
}
