import type { z } from 'zod';
import { JsonNormalizer } from '../json/normalize.js';
import type { DatasetsLimits } from '../limits.js';
import { invalidArgument } from './invalid.js';
import type { Shapes } from './shapes.js';
import { checkSize } from './sizes.js';

type NewItemShape = z.output<Shapes['newItem']>;
type ItemUpdateShape = z.output<Shapes['itemUpdate']>;

/** The content of a new item as plain JSON; `null` means absent where `undefined` would be lost. */
export interface NormalizedNewItem {
  readonly input: unknown;
  /** `undefined` when there is none; `null` is a value. */
  readonly expectedOutput: unknown;
  /** `null` when there is none. */
  readonly context: Record<string, unknown> | null;
  /** `null` when there is none. */
  readonly externalId: string | null;
  /** At least the size of its JSON text, in bytes of UTF-8. */
  readonly sizeBound: number;
}

/** Changes to an item as plain JSON; `undefined` keeps a field. */
export interface NormalizedItemUpdate {
  readonly id: string;
  readonly input: unknown;
  readonly expectedOutput: unknown;
  /** `null` clears it. */
  readonly context: Record<string, unknown> | null | undefined;
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
  const context = normalizer.normalizeObject(item.context, `${prefix}context`);
  const sizeBound = checkItemSize(prefix, { input, expectedOutput, context }, normalizer, limits);
  return { input, expectedOutput, context, externalId: item.externalId ?? null, sizeBound };
}

/** As {@link normalizeNewItem}, for an update. */
export function normalizeItemUpdate(
  item: ItemUpdateShape,
  prefix: string,
  limits: DatasetsLimits,
): NormalizedItemUpdate {
  const normalizer = new JsonNormalizer(limits);
  const input = normalizer.normalize(item.input, `${prefix}input`);
  const expectedOutput = normalizer.normalize(item.expectedOutput, `${prefix}expectedOutput`);
  const context =
    item.context === undefined
      ? undefined
      : normalizer.normalizeObject(item.context, `${prefix}context`);
  const sizeBound = checkItemSize(prefix, { input, expectedOutput, context }, normalizer, limits);
  return { id: item.id, input, expectedOutput, context, sizeBound };
}

type ItemContent = Pick<NormalizedItemUpdate, 'input' | 'expectedOutput' | 'context'>;

/** The values that are stored; `undefined` and a `null` context are not. */
function valuesOf({ input, expectedOutput, context }: ItemContent): unknown[] {
  return [input, expectedOutput, context ?? undefined];
}

function checkItemSize(
  prefix: string,
  content: ItemContent,
  { sizeBound }: JsonNormalizer,
  { itemSize }: DatasetsLimits,
): number {
  const path = prefix === '' ? 'argument' : prefix.slice(0, -1);
  return checkSize(path, { values: valuesOf(content), sizeBound }, itemSize);
}

/** Refuses a batch whose items have too much JSON text together. */
export function checkBatchSize(
  path: string,
  items: readonly (NormalizedNewItem | NormalizedItemUpdate)[],
  { batchSize }: DatasetsLimits,
): void {
  const sizeBound = items.reduce((sum, item) => sum + item.sizeBound, 0);
  if (sizeBound <= batchSize) return;
  checkSize(path, { values: items.flatMap(valuesOf), sizeBound }, batchSize);
}
