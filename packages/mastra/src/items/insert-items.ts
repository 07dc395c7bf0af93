import type { DatasetItem, DatasetItemState, DatasetsStorage } from '@mastra-datasets/core';
import { toNewItem } from '@mastra-datasets/migration/fields';
import type {
  DatasetItemPayload,
  DatasetItemRow,
  DatasetItem as MastraItem,
} from '@mastra/core/storage';
import { hasCode } from '../failures/translate.js';
import { without } from '../members.js';
import { toRows } from './history.js';
import { toMastraItem, type Tenancy } from './item-record.js';

/** How many histories are read at a time. */
const HISTORIES_AT_ONCE = 50;

/** What becomes of a batch: which items are new, and which are there already. */
interface BatchPlan {
  readonly inserts: readonly { readonly id: string; readonly item: DatasetItemPayload }[];
  /** For each item of the batch, the id of an insert or of an existing item. */
  readonly resolvedIds: readonly string[];
  readonly existingCurrentItems: ReadonlyMap<string, DatasetItemRow>;
}

/** Mastra's own way to plan a batch by the history of its external ids. Throws on a conflict. */
type PlanBatch = (
  items: DatasetItemPayload[],
  history: DatasetItemRow[],
  createId: () => string,
) => BatchPlan;

export interface Insertion {
  readonly datasetId: string;
  readonly items: DatasetItemPayload[];
  readonly tenancy: Tenancy;
  readonly plan: PlanBatch;
}

/**
 * Adds items in one version. An external id that is taken gives its item, where the first content
 * that was accepted for it equals the item's; otherwise nothing is added.
 */
export async function insertItems(
  storage: DatasetsStorage,
  { datasetId, items, tenancy, plan }: Insertion,
): Promise<MastraItem[]> {
  let history: DatasetItemRow[] = [];
  for (;;) {
    let count = 0;
    const batch = plan(items, history, () => String((count += 1)));
    const added = await addNew(storage, datasetId, batch);
    if (added !== 'taken') {
      const byId = new Map(batch.inserts.map(({ id }, index) => [id, added[index]] as const));
      return batch.resolvedIds.map((id) => {
        const item = byId.get(id);
        return item === undefined ? currentOf(batch, id) : toMastraItem(item, tenancy);
      });
    }
    // Others may take further external ids until the next try, which then reads them too.
    history = await historyOf(storage, { datasetId, items, tenancy });
  }
}

/** Gives the new items, or says that an external id is taken. */
async function addNew(
  storage: DatasetsStorage,
  datasetId: string,
  { inserts }: BatchPlan,
): Promise<readonly DatasetItem[] | 'taken'> {
  if (inserts.length === 0) return [];
  const items = inserts.map(({ item }) => toNewItem(item));
  try {
    return await storage.addItems({ datasetId, items, onDeleted: 'error' });
  } catch (error) {
    if (hasCode(error, 'ITEM_EXISTS')) return 'taken';
    throw error;
  }
}

function currentOf({ existingCurrentItems }: BatchPlan, id: string): MastraItem {
  const row = existingCurrentItems.get(id);
  if (row === undefined) throw new Error(`The plan of the batch lacks the item ${id}.`);
  return without(row, 'validTo', 'isDeleted');
}

/** Every state of the items that have one of the external ids. */
async function historyOf(
  storage: DatasetsStorage,
  { datasetId, items, tenancy }: Omit<Insertion, 'plan'>,
): Promise<DatasetItemRow[]> {
  const externalIds = [...new Set(items.flatMap(({ externalId = null }) => externalId ?? []))];
  const histories: DatasetItemState[][] = [];
  for (let start = 0; start < externalIds.length; start += HISTORIES_AT_ONCE) {
    const some = externalIds.slice(start, start + HISTORIES_AT_ONCE);
    histories.push(
      ...(await Promise.all(
        some.map((externalId) => storage.getItemHistory({ datasetId, externalId })),
      )),
    );
  }
  return histories.flatMap((states) => toRows(states, tenancy));
}
