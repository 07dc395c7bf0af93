import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { datasetRoute } from '../../app/dataset-route.js';
import { fetchFirstRows } from './rows-query.js';
import { readItemsView } from './view.js';

/** The items of a version. The whole view is in the address. */
export const itemsRoute = createRoute({
  getParentRoute: () => datasetRoute,
  path: 'items',
  validateSearch: readItemsView,
  loaderDeps: ({ search: { version, search, where, splits, order } }) => {
    return { version, search, where, splits, order };
  },
  loader: ({ context, params, deps }) => {
    // What fails here fails again where it is shown.
    fetchFirstRows(context.queryClient, params.datasetId, deps).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import('./items-screen.js'), 'ItemsScreen'),
});
