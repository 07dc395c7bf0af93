import type { CommitRecord, ItemStateRecord } from '../adapter/records.js';
import { batchesOf } from './changed-items.js';
import type { CopyEnds } from './copy-ends.js';

/**
 * Purges in the target what was purged in place in the source. A purge in place makes no commit, so
 * the commits that were copied do not show it. An item that the source changed after the last copied
 * commit is purged later, when that change is copied.
 */
export async function carryPurges(
  { source, target, noteWrite }: CopyEnds,
  { datasetId, version: upTo }: CommitRecord,
): Promise<void> {
  const ids = await source.findPurgedItemIds(datasetId);
  for (const batch of batchesOf(ids)) {
    const purged = statesById(await source.findItemStates(batch, datasetId));
    const present = statesById(await target.findItemStates(batch, datasetId));
    for (const [id, states] of purged) {
      if (states.some(({ item }) => item.version > upTo)) continue;
      const left = (present.get(id) ?? []).filter(({ item }) => item.purgedAt === null);
      const purgedAt = purgeOf(states, left);
      if (purgedAt === null) continue;
      await target.purgeInPlace({ datasetId, ids: [id], purgedAt });
      noteWrite();
    }
  }
}

function statesById(states: readonly ItemStateRecord[]): Map<string, ItemStateRecord[]> {
  const byId = new Map<string, ItemStateRecord[]>();
  for (const state of states) {
    const others = byId.get(state.item.id);
    if (others === undefined) byId.set(state.item.id, [state]);
    else others.push(state);
  }
  return byId;
}

/** When the source purged the first of the states that the target still has; `null` for none. */
function purgeOf(
  states: readonly ItemStateRecord[],
  left: readonly ItemStateRecord[],
): number | null {
  const versions = new Set(left.map(({ item }) => item.version));
  const twin = states.find(({ item }) => item.purgedAt !== null && versions.has(item.version));
  return twin?.item.purgedAt ?? null;
}
