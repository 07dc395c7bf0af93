import { choiceParam, listParam, textParam } from '../../app/search-params.js';

export const ITEM_ORDERS = ['newest', 'oldest', 'changed', 'changed-oldest', 'shuffled'] as const;

export type ItemsOrder = (typeof ITEM_ORDERS)[number];

/** What the address says of a view of items. All of it is text. */
export interface ItemsView {
  /** A version as the API names it: number, time or tag. Default: the newest. */
  readonly version?: string | undefined;
  readonly search?: string | undefined;
  /** A query in JSON, as `where` of the API takes it. */
  readonly where?: string | undefined;
  readonly splits?: readonly string[] | undefined;
  readonly order?: ItemsOrder | undefined;
  /** The columns from left to right, each with a width in pixels where it was widened. */
  readonly columns?: readonly string[] | undefined;
}

/** A change of a view; as a function, of the view that the address has by now. */
export type ViewChange = Partial<ItemsView> | ((now: ItemsView) => Partial<ItemsView>);

export function readItemsView(search: Record<string, unknown>): ItemsView {
  return {
    version: textParam(search, 'version'),
    search: textParam(search, 'search'),
    where: textParam(search, 'where'),
    splits: listParam(search, 'splits'),
    order: choiceParam(search, 'order', ITEM_ORDERS),
    columns: listParam(search, 'columns'),
  };
}
