import { datasetRoutes } from './datasets.js';
import { importRoutes } from './imports.js';
import { itemRoutes } from './items.js';
import { nameRoutes } from './names.js';
import type { Route } from './route.js';
import { streamRoutes } from './streams.js';
import { versionRoutes } from './versions.js';

/** Every operation on datasets. Of two that match, the first one answers. */
export const ROUTES: readonly Route[] = [
  ...datasetRoutes,
  ...streamRoutes,
  ...importRoutes,
  ...itemRoutes,
  ...nameRoutes,
  ...versionRoutes,
];
