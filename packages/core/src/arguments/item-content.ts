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
  const expectedOutput = normalizer.normalize(item.expectedOutput, `${prefix}expectedOutput`);
  const content = {
    input,
    expectedOutput,
    context: normalizer.normalizeObject(item.context, `${prefix}context`),
    splits: item.splits ?? null,
    source: normalizer.normalizeObject(item.source, `${prefix}source`),
    attributes: normalizer.normalizeObject(item.attributes, `${prefix}attributes`),
  };
  const sizeBound = checkItemSize(prefix, content, normalizer, limits);
  const cleared = CLEARABLE_FIELDS.filter(
    (name) => content[name] === null && item[name] !== undefined,
  );
  return { ...content, externalId: item.externalId ?? null, cleared, sizeBound };
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
  const objectOf = (name: 'context' | 'source' | 'attributes') =>
    item[name] === undefined
      ? undefined
      : normalizer.normalizeObject(item[name], `${prefix}${name}`);
  const content = {
    input,
    expectedOutput,
    context: objectOf('context'),
    splits: item.splits,
    source: objectOf('source'),
    attributes: objectOf('attributes'),
  };
  const merge = normalizeMerge(item, prefix, normalizer);
  const sizeBound = checkItemSize(prefix, { ...content, merge }, normalizer, limits);
  const { id, expectedItemVersion } = item;
  return { id, ...content, merge, expectedItemVersion, sizeBound };
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
  const lengths = (splits ?? []).map(({ length }) => LARGEST_CHARACTER * length + PUNCTUATION);
  return lengths.reduce((sum, length) => sum + length, PUNCTUATION);
}

function checkItemSize(
  prefix: string,
  content: ItemContent,
  normalizer: JsonNormalizer,
  { itemSize }: DatasetsLimits,
): number {
  const path = prefix === '' ? 'argument' : prefix.slice(0, -1);
  const sizeBound = normalizer.sizeBound + splitsBound(content.splits);
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
