import {
  createDatasetsApp,
  LOOPBACK_HOSTS,
  problemResponse,
  requireHost,
  type DatasetsAppOptions,
} from '@mastra-datasets/server';
import { Hono } from 'hono';
import { PAGE_FOLDER } from './page-folder.js';
import { addPage } from './page.js';

/** What {@link createStudioApp} takes: what the API takes, which is always at `/api/v1`. */
export interface StudioAppOptions extends Omit<DatasetsAppOptions, 'basePath' | 'origins'> {
  /** The folder of the built page. Default: the page of this package. */
  readonly page?: string;
}

/**
 * Makes a Hono application of the HTTP API and the page that shows datasets by it. The page asks
 * nobody but this API, and needs a token that the API knows: it takes one from the fragment of its
 * address, `#token=…`, or asks for one.
 *
 * Throws `INVALID_ARGUMENT` for options that are malformed, and an `Error` when the page is not there.
 */
export function createStudioApp(options: StudioAppOptions): Hono {
  const { page = PAGE_FOLDER, ...rest } = options;
  const { hosts = LOOPBACK_HOSTS } = rest;
  const api = createDatasetsApp({ ...rest, basePath: '/api/v1' });

  const app = new Hono();
  app.onError((error) => {
    rest.onError?.(error);
    return problemResponse(error);
  });
  // These go first, so nothing that is meant for the page touches an answer of the API.
  app.all('/api/*', ({ req, env }) => api.fetch(req.raw, env as object));
  if (hosts !== false) app.use(requireHost(hosts));
  addPage(app, page);
  app.all('*', ({ req, env }) => api.fetch(req.raw, env as object));
  return app;
}
