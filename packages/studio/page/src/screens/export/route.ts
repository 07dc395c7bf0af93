import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { datasetRoute } from '../../app/dataset-route.js';
import { choiceParam, listParam, textParam } from '../../app/search-params.js';
import { ITEM_ORDERS, type ItemsOrder } from '../items/view.js';

/** Those of the command line. */
export const EXPORT_FORMATS = ['jsonl', 'json', 'csv', 'tsv', 'parquet'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Which items are exported, as the screen of items has it in its address, and how they are written. */
export interface ExportView {
  readonly version?: string | undefined;
  readonly search?: string | undefined;
  /** A query in JSON. */
  readonly where?: string | undefined;
  readonly splits?: readonly string[] | undefined;
  /** Default: the oldest first, in which order an import makes them again. */
  readonly order?: ItemsOrder | undefined;
  readonly format?: ExportFormat | undefined;
}

/** Writes the items that are shown to a file. */
export const exportRoute = createRoute({
  getParentRoute: () => datasetRoute,
  path: 'export',
  validateSearch: (search: Record<string, unknown>): ExportView => ({
    version: textParam(search, 'version'),
    search: textParam(search, 'search'),
    where: textParam(search, 'where'),
    splits: listParam(search, 'splits'),
    order: choiceParam(search, 'order', ITEM_ORDERS),
    format: choiceParam(search, 'format', EXPORT_FORMATS),
  }),
  component: lazyRouteComponent(() => import('./export-screen.js'), 'ExportScreen'),
});
