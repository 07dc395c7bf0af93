import type { ItemsStreamQuery } from '../../api/items.js';
import type { ItemWhere, VersionName } from '../../api/wire.js';
import type { ItemsOrder, ItemsView } from './view.js';

const ORDERS: Readonly<Record<ItemsOrder, Pick<ItemsStreamQuery, 'order' | 'orderBy'>>> = {
  newest: {},
  oldest: { order: 'oldest' },
  changed: { orderBy: { field: 'updatedAt', direction: 'desc' } },
  'changed-oldest': { orderBy: { field: 'updatedAt', direction: 'asc' } },
  shuffled: { order: 'shuffled' },
};

/** The order as the API takes it. */
export function orderOf(order: ItemsOrder): Pick<ItemsStreamQuery, 'order' | 'orderBy'> {
  return ORDERS[order];
}

/** The order as people read it. */
export const ORDER_LABELS: Readonly<Record<ItemsOrder, string>> = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  changed: 'Changed last',
  'changed-oldest': 'Changed first',
  shuffled: 'Shuffled',
};

/** A `where` that is no JSON object. */
export class WhereSyntaxError extends Error {
  override readonly name = 'WhereSyntaxError';
}

/** Reads a `where` as the address has it. Throws {@link WhereSyntaxError}. */
export function parseWhere(text: string): ItemWhere {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new WhereSyntaxError(`This is no JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WhereSyntaxError(
      'Conditions are a JSON object, such as {"input.level": {"$gte": 3}}.',
    );
  }
  return value as ItemWhere;
}

/**
 * What to ask the API for. Throws {@link WhereSyntaxError}.
 *
 * @param version - The version that the view shows, where it is known by its number.
 */
export function queryOf(view: ItemsView, version: VersionName): ItemsStreamQuery {
  return {
    version,
    search: view.search,
    where: view.where === undefined ? undefined : parseWhere(view.where),
    splits: view.splits,
    ...ORDERS[view.order ?? 'newest'],
  };
}

/** Whether a view shows only some of the items. */
export function isFiltered({ search, where, splits }: ItemsView): boolean {
  return search !== undefined || where !== undefined || splits !== undefined;
}
