import {
  defaultAccess,
  serveApp,
  type DatasetsServer,
  type ListenOptions,
  type ServeDatasetsOptions,
} from '@mastra-datasets/server';
import { createStudioApp, type StudioAppOptions } from './app.js';

/** What {@link serveStudio} takes. */
export interface ServeStudioOptions
  extends Omit<StudioAppOptions, 'tokens'>, ListenOptions, Pick<ServeDatasetsOptions, 'tokens'> {}

/** A server of the page that listens. */
export interface StudioServer extends DatasetsServer {
  /**
   * The address to open: with the random token in its fragment, which browsers send to nobody; without
   * one where tokens were configured, and the page asks for one then.
   */
  readonly address: string;
}

/**
 * Serves the page and the API of a storage over HTTP, on this machine only unless told otherwise.
 * Rejects when it cannot listen, and with `INVALID_ARGUMENT` for options that are malformed.
 */
export async function serveStudio(options: ServeStudioOptions): Promise<StudioServer> {
  const { port, host, tokens: given, ...rest } = options;
  const { tokens, token, hosts } = defaultAccess(given, host);
  const app = createStudioApp({ hosts, ...rest, tokens });
  const server = await serveApp(app, {
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
  });
  const fragment = token === null ? '' : `#token=${token}`;
  return { ...server, token, address: `${server.url}/${fragment}` };
}
