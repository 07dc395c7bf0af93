import { itemArguments } from '../../../arguments/index.js';
import { selectFrom } from '../../../finding/selection.js';
import type { DatasetItem, ItemSelection } from '../../types.js';
import { itemMatcher } from './filter.js';

/**
 * Chooses from items in memory, as `listItems` does from a version that holds just these.
 *
 * @param items the items of one version; they stay as they are.
 * @param selection which of them are meant; `{}` means all.
 * @returns the chosen items, newest first. A split that none of the items has gives an empty list.
 * Throws `INVALID_ARGUMENT` for a selection that `listItems` would refuse.
 */
export function chooseItems(
  items: readonly DatasetItem[],
  selection: ItemSelection,
): DatasetItem[] {
  const { filter, selection: choice } = itemArguments.choose(selection);
  return selectFrom(items.filter(itemMatcher(filter)), choice);
}
