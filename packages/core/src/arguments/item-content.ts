import type { z } from 'zod';
import { JsonNormalizer } from '../json/normalize.js';
import { ITEM_DOCUMENTS } from '../storage/domains/datasets/versioned/adapter/columns.js';
import type { DatasetsLimits } from '../limits.js';
import { invalidArgument } from './invalid.js';
import type { Shapes } from './shapes.js';
import { checkSize } from './sizes.js';

type NewItemShape = z.output<Shapes['newItem']>;
type ItemUpdateShape = z.output<Shapes['itemUpdate']>;

/** The fields of an item that `null` clears. */
export const CLEARABLE_FIELDS = ['context', 'splits', 'source', 'attributes'] as const;

/** @see CLEARABLE_FIELDS */
type ClearableField = (typeof CLEARABLE_FIELDS)[number];

/** Merge patches for an item's objects. `undefined` keeps the object, `null` clears it. */
export interface NormalizedMerge {
  readonly context: Record<string, unknown> | null | undefined;
  readonly attributes: Record<string, unknown> | null | undefined;
}

/** The content of a new item as plain JSON; `null` means absent where `undefined` would be lost. */
export interface NormalizedNewItem {
  readonly input: unknown;
  /** `undefined` when there is none; `null` is a value. */
  readonly expectedOutput: unknown;
  /** `null` when there is none. */
  readonly context: Record<string, unknown> | null;
  readonly splits: readonly string[] | null;
  readonly source: Record<string, unknown> | null;
  readonly attributes: Record<string, unknown> | null;
  /** `null` when there is none. */
  readonly externalId: string | null;
  /** The fields that were given to be cleared: as `null`, or as an empty list of splits. */
  readonly cleared: readonly ClearableField[];
  /** At least the size of its JSON text, in bytes of UTF-8. */
  readonly sizeBound: number;
}

/** Changes to an item as plain JSON; `undefined` keeps a field. */
export interface NormalizedItemUpdate {
  readonly id: string;
  readonly input: unknown;
  readonly expectedOutput: unknown;
  /** `null` clears it, here and below. */
  readonly context: Record<string, unknown> | null | undefined;
  readonly splits: readonly string[] | null | undefined;
  readonly source: Record<string, unknown> | null | undefined;
  readonly attributes: Record<string, unknown> | null | undefined;
  /** `undefined` where nothing is merged. */
  readonly merge: NormalizedMerge | undefined;
  readonly expectedItemVersion: Date | number | undefined;
  /** At least the size of the JSON text of what it sets, in bytes of UTF-8. */
  readonly sizeBound: number;
}

/** Copies a new item's content into plain JSON. `prefix` leads to it in errors: `items[2].`. */
export function normalizeNewItem(
  item: NewItemShape,
  prefix: string,
  limits: DatasetsLimits,
): NormalizedNewItem {
  const normalizer = new JsonNormalizer(limits);
  const input = normalizer.normalize(item.input, `${prefix}input`);
  if (input === undefined) throw invalidArgument(`${prefix}input`, 'missing');
  // Written out, as this runs for every item: most have none of the fields that are objects.
  const content = {
    input,
    expectedOutput: normalizer.normalize(item.expectedOutput, `${prefix}expectedOutput`),
    context: objectOf(normalizer, item, 'context', prefix) ?? null,
    splits: item.splits ?? null,
    source: objectOf(normalizer, item, 'source', prefix) ?? null,
    attributes: objectOf(normalizer, item, 'attributes', prefix) ?? null,
    externalId: item.externalId ?? null,
    cleared: NOTHING_CLEARED,
    sizeBound: 0,
  };
  content.sizeBound = checkItemSize(prefix, content, normalizer, limits);
  content.cleared = clearedBy(item, content);
  return content;
}

const NOTHING_CLEARED: readonly ClearableField[] = [];

/** The fields that an item gives and that came out empty. */
function clearedBy(
  item: NewItemShape,
  content: Pick<NormalizedNewItem, ClearableField>,
): readonly ClearableField[] {
  const { context, splits, source, attributes } = item;
  const givesNone =
    context === undefined &&
    splits === undefined &&
    source === undefined &&
    attributes === undefined;
  if (givesNone) return NOTHING_CLEARED;
  return CLEARABLE_FIELDS.filter((name) => content[name] === null && item[name] !== undefined);
}

/** A copy of a field that is an object; `null` where it is cleared, `undefined` where not given. */
function objectOf(
  normalizer: JsonNormalizer,
  item: NewItemShape | ItemUpdateShape,
  name: 'context' | 'source' | 'attributes',
  prefix: string,
): Record<string, unknown> | null | undefined {
  const value = item[name];
  return value === undefined ? undefined : normalizer.normalizeObject(value, `${prefix}${name}`);
}

/**
 * Does what {@link normalizeNewItem} does, with a larger limit. Each update of an item may set
 * another field to the size that a new item may have. So an item can grow, and an exported one must
 * be importable.
 */
export function normalizeImportedItem(
  item: NewItemShape,
  prefix: string,
  limits: DatasetsLimits,
): NormalizedNewItem {
  return normalizeNewItem(item, prefix, {
    ...limits,
    itemSize: limits.itemSize * ITEM_DOCUMENTS.length,
  });
}

/** Does for an update what {@link normalizeNewItem} does for a new item. */
export function normalizeItemUpdate(
  item: ItemUpdateShape,
  prefix: string,
  limits: DatasetsLimits,
): NormalizedItemUpdate {
  const normalizer = new JsonNormalizer(limits);
  const input = normalizer.normalize(item.input, `${prefix}input`);
  const expectedOutput = normalizer.normalize(item.expectedOutput, `${prefix}expectedOutput`);
  const update = {
    id: item.id,
    input,
    expectedOutput,
    context: objectOf(normalizer, item, 'context', prefix),
    splits: item.splits,
    source: objectOf(normalizer, item, 'source', prefix),
    attributes: objectOf(normalizer, item, 'attributes', prefix),
    merge: normalizeMerge(item, prefix, normalizer),
    expectedItemVersion: item.expectedItemVersion,
    sizeBound: 0,
  };
  update.sizeBound = checkItemSize(prefix, update, normalizer, limits);
  return update;
}

function normalizeMerge(
  item: ItemUpdateShape,
  prefix: string,
  normalizer: JsonNormalizer,
): NormalizedMerge | undefined {
  const { merge } = item;
  if (merge === undefined) return undefined;
  const patchOf = (name: keyof NormalizedMerge) => {
    const path = `${prefix}merge.${name}`;
    if (merge[name] === undefined) return undefined;
    if (item[name] !== undefined) throw invalidArgument(path, `not allowed beside ${name} itself`);
    return normalizer.normalizeObject(merge[name], path);
  };
  const patches = { context: patchOf('context'), attributes: patchOf('attributes') };
  return patches.context === undefined && patches.attributes === undefined ? undefined : patches;
}

type ItemContent = Omit<
  NormalizedItemUpdate,
  'id' | 'merge' | 'expectedItemVersion' | 'sizeBound'
> &
  Partial<Pick<NormalizedItemUpdate, 'merge'>>;

/** The values that are stored or merged: not `undefined`, and not a `null` that clears a field. */
function valuesOf({ input, expectedOutput, merge, ...cleared }: ItemContent): unknown[] {
  const { context, splits, source, attributes } = cleared;
  const objects = [context, splits, source, attributes, merge?.context, merge?.attributes];
  return [input, expectedOutput, ...objects.map((value) => value ?? undefined)];
}

/** The most bytes of UTF-8 that a UTF-16 code unit of a split's name takes in JSON: an escape. */
const LARGEST_CHARACTER = 6;

/** Quotes and a comma. */
const PUNCTUATION = 3;

/** At least the size of the JSON text of some splits, in bytes of UTF-8. */
function splitsBound(splits: ItemContent['splits']): number {
  let bound = PUNCTUATION;
  for (const { length } of splits ?? []) bound += LARGEST_CHARACTER * length + PUNCTUATION;
  return bound;
}

function checkItemSize(
  prefix: string,
  content: ItemContent,
  normalizer: JsonNormalizer,
  { itemSize }: DatasetsLimits,
): number {
  const sizeBound = normalizer.sizeBound + splitsBound(content.splits);
  if (sizeBound <= itemSize) return sizeBound;
  const path = prefix === '' ? 'argument' : prefix.slice(0, -1);
  return checkSize(path, { values: () => valuesOf(content), sizeBound }, itemSize);
}

/** Refuses a batch whose items have too much JSON text together. */
export function checkBatchSize(
  path: string,
  items: readonly (NormalizedNewItem | NormalizedItemUpdate)[],
  { batchSize }: DatasetsLimits,
): void {
  const sizeBound = items.reduce((sum, item) => sum + item.sizeBound, 0);
  checkSize(path, { values: () => items.flatMap(valuesOf), sizeBound }, batchSize);
}
