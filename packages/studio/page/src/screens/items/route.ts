import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { datasetRoute } from '../../app/dataset-route.js';
import { readItemsView } from './view.js';

/** The items of a version. The whole view is in the address. */
export const itemsRoute = createRoute({
  getParentRoute: () => datasetRoute,
  path: 'items',
  validateSearch: readItemsView,
  component: lazyRouteComponent(() => import('./items-screen.js'), 'ItemsScreen'),
});
