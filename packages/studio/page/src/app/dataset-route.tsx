import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { datasetQuery, takeDatasetFromLists } from '../api/queries.js';
import { rootRoute } from './root-route.js';

/** What every route about one dataset is within: it shows the name of the dataset and its tabs. */
export const datasetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/datasets/$datasetId',
  loader: ({ context, params }) => {
    takeDatasetFromLists(context.queryClient, params.datasetId);
    // What fails here fails again where it is shown.
    context.queryClient.query(datasetQuery(params.datasetId)).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import('./dataset-layout.js'), 'DatasetLayout'),
});
