import { ITEM_DOCUMENTS } from './columns.js';
import type { ItemDocuments } from './records.js';

/** The JSON of an item without any. */
export const NO_DOCUMENTS = Object.freeze({
  expectedOutput: null,
  context: null,
  splits: null,
  source: null,
  attributes: null,
});

/** The documents of something that has those of an item. */
export function documentsOf(holder: ItemDocuments): ItemDocuments {
  const { input, expectedOutput, context, splits, source, attributes } = holder;
  return { input, expectedOutput, context, splits, source, attributes };
}

/** Whether two states of items hold the same JSON, the order of keys included. */
export function sameDocuments(left: ItemDocuments, right: ItemDocuments): boolean {
  return ITEM_DOCUMENTS.every((name) => left[name]?.text === right[name]?.text);
}
