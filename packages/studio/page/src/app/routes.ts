import { datasetsRoute } from '../screens/datasets/route.js';
import { itemRoute, newItemRoute } from '../screens/item/route.js';
import { exportRoute } from '../screens/export/route.js';
import { importRoute } from '../screens/import/route.js';
import { itemsRoute } from '../screens/items/route.js';
import { compareRoute } from '../screens/compare/route.js';
import { settingsRoute } from '../screens/settings/route.js';
import { versionsRoute } from '../screens/versions/route.js';
import { datasetRoute } from './dataset-route.js';
import { rootRoute } from './root-route.js';

/** Every screen. The tabs of a dataset are in `dataset-tabs.ts`. */
export const routeTree = rootRoute.addChildren([
  datasetsRoute,
  datasetRoute.addChildren([
    itemsRoute,
    itemRoute,
    newItemRoute,
    versionsRoute,
    compareRoute,
    importRoute,
    exportRoute,
    settingsRoute,
  ]),
]);
