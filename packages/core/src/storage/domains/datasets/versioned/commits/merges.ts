import { invalidArgument } from '../../../../../arguments/invalid.js';
import {
  CLEARABLE_FIELDS,
  type NormalizedMerge,
  type NormalizedNewItem,
} from '../../../../../arguments/item-content.js';
import { JsonDocument } from '../../../../../json/document.js';
import { mergeJson } from '../../../../../json/merge.js';
import type { DatasetsLimits } from '../../../../../limits.js';
import type { ItemDocuments, ItemRecord } from '../adapter/records.js';

/** The objects of an item that are merged. */
const MERGED = ['context', 'attributes'] as const;

type MergedDocuments = Partial<Pick<ItemDocuments, (typeof MERGED)[number]>>;

/** Merges a patch into an object of an item. For both, `null` stands for no object. */
function mergedObject(
  present: JsonDocument | null,
  patch: Record<string, unknown> | null,
): Record<string, unknown> | null {
  if (patch === null) return null;
  const target = (present?.toValue() ?? {}) as Record<string, unknown>;
  return mergeJson(target, patch);
}

/**
 * The objects that an update sets: those of the item, with the patches merged in. Throws
 * `INVALID_ARGUMENT` when together they are larger than an item may be. This can happen although
 * each patch was small enough.
 */
export function mergedDocuments(
  item: ItemRecord,
  merge: NormalizedMerge,
  { itemSize }: Pick<DatasetsLimits, 'itemSize'>,
): MergedDocuments {
  const merged = MERGED.flatMap((name) => {
    const patch = merge[name];
    if (patch === undefined) return [];
    return [[name, JsonDocument.fromNullable(mergedObject(item[name], patch))] as const];
  });
  requireSize(
    item,
    merged.map(([, document]) => document),
    itemSize,
  );
  return Object.fromEntries(merged);
}

/**
 * The item that an addition meets, after the merge. Fields that it does not name stay as they are.
 */
export function mergedAddition(item: NormalizedNewItem, present: ItemRecord): NormalizedNewItem {
  const isGiven = (name: (typeof CLEARABLE_FIELDS)[number]) =>
    item[name] !== null || item.cleared.includes(name);
  const kept = CLEARABLE_FIELDS.filter((name) => !isGiven(name)).map((name) => [
    name,
    present[name]?.toValue() ?? null,
  ]);
  const merged = MERGED.filter(isGiven).map((name) => [
    name,
    mergedObject(present[name], item[name]),
  ]);
  const { expectedOutput = present.expectedOutput?.toValue() } = item;
  const fields: Partial<NormalizedNewItem> = Object.fromEntries([...kept, ...merged]) as Record<
    string,
    unknown
  >;
  return { ...item, expectedOutput, ...fields };
}

function requireSize(
  { id }: ItemRecord,
  documents: readonly (JsonDocument | null)[],
  limit: number,
): void {
  const size = documents.reduce(
    (sum, document) => sum + (document === null ? 0 : Buffer.byteLength(document.text, 'utf8')),
    0,
  );
  if (size <= limit) return;
  const reason = `the item ${id} would have ${size} bytes of JSON there, more than the limit of ${limit}`;
  throw invalidArgument('merge', reason);
}
