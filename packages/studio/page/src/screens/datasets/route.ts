import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root-route.js';
import { choiceParam, textParam } from '../../app/search-params.js';

export const DATASET_ORDERS = ['newest', 'changed', 'name'] as const;

export type DatasetOrder = (typeof DATASET_ORDERS)[number];

/** What the address says of the list: what is looked for, the order, and the page, from 1. */
interface DatasetsView {
  readonly search?: string | undefined;
  readonly order?: DatasetOrder | undefined;
  readonly page?: string | undefined;
}

/** The list of datasets. */
export const datasetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (search: Record<string, unknown>): DatasetsView => ({
    search: textParam(search, 'search'),
    order: choiceParam(search, 'order', DATASET_ORDERS),
    page: textParam(search, 'page'),
  }),
  component: lazyRouteComponent(() => import('./datasets-screen.js'), 'DatasetsScreen'),
});
