import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { datasetRoute } from '../../app/dataset-route.js';

/** What a dataset is: its name, what describes it, and where it is deleted. */
export const settingsRoute = createRoute({
  getParentRoute: () => datasetRoute,
  path: 'settings',
  component: lazyRouteComponent(() => import('./settings-screen.js'), 'SettingsScreen'),
});
