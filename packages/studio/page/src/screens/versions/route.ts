import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { datasetRoute } from '../../app/dataset-route.js';
import { textParam } from '../../app/search-params.js';

/** What the address says: the number of the version that is looked at closely. */
interface VersionsView {
  readonly version?: string | undefined;
}

/** The history of a dataset. */
export const versionsRoute = createRoute({
  getParentRoute: () => datasetRoute,
  path: 'versions',
  validateSearch: (search: Record<string, unknown>): VersionsView => ({
    version: textParam(search, 'version'),
  }),
  component: lazyRouteComponent(() => import('./versions-screen.js'), 'VersionsScreen'),
});
