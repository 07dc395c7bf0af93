import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { datasetRoute } from '../../app/dataset-route.js';

/** Adds the rows of a file to a dataset. */
export const importRoute = createRoute({
  getParentRoute: () => datasetRoute,
  path: 'import',
  component: lazyRouteComponent(() => import('./import-screen.js'), 'ImportScreen'),
});
