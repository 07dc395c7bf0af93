import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { datasetRoute } from '../../app/dataset-route.js';
import { textParam } from '../../app/search-params.js';

export interface ItemView {
  /** A version as the API names it. Default: the newest. */
  readonly version?: string | undefined;
}

/** An item as it is or was at a version, and where it is edited. */
export const itemRoute = createRoute({
  getParentRoute: () => datasetRoute,
  path: 'items/$itemId',
  validateSearch: (search): ItemView => ({ version: textParam(search, 'version') }),
  component: lazyRouteComponent(() => import('./item-screen.js'), 'ItemScreen'),
});

/** An item that was not committed yet. */
export const newItemRoute = createRoute({
  getParentRoute: () => datasetRoute,
  path: 'new-items/$draftId',
  component: lazyRouteComponent(() => import('./new-item-screen.js'), 'NewItemScreen'),
});
