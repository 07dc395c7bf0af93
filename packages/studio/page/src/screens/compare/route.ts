import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { datasetRoute } from '../../app/dataset-route.js';
import { readCompareView } from './view.js';

/** Two versions of a dataset side by side. */
export const compareRoute = createRoute({
  getParentRoute: () => datasetRoute,
  path: 'compare',
  validateSearch: readCompareView,
  component: lazyRouteComponent(() => import('./compare-screen.js'), 'CompareScreen'),
});
