import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, getRequestListener } from '@hono/node-server';
import { createDatasetsApp, type DatasetsAppOptions } from './app.js';
import { LOOPBACK_HOSTS } from './safety/callers.js';
import { createToken, hashToken, type AccessToken } from './safety/tokens.js';

/** What {@link serveDatasets} takes. */
export interface ServeDatasetsOptions extends Omit<DatasetsAppOptions, 'tokens'>, ListenOptions {
  /** Who is let in. Default: the bearer of a random token, which may change things. */
  readonly tokens?: readonly AccessToken[];
}

/**
 * Makes a function of an application that answers the requests of Node's `http`, for servers that are
 * there already.
 */
export function requestListener(app: Pick<ReturnType<typeof createDatasetsApp>, 'fetch'>) {
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return listener as RequestListener;
}

/** Where a server listens. */
export interface ListenOptions {
  /** The port; `0` for any that is free. Default 4800. */
  readonly port?: number;
  /** The address to listen at. Default `127.0.0.1`, which only this machine reaches. */
  readonly host?: string;
}

/** An application that listens. */
export interface ListeningServer {
  /** Where it listens, such as `http://127.0.0.1:4800`. */
  readonly url: string;
  /** Takes no more requests, lets those under way end for a second, then cuts them off. */
  close(): Promise<void>;
}

/** A server of the API that listens. */
export interface DatasetsServer extends ListeningServer {
  /** The random token, where none was configured; `null` where some were. */
  readonly token: string | null;
}

/** Who is let in, and by which names a server may be called, where nobody said so. */
export interface Access {
  readonly tokens: readonly AccessToken[];
  /** The random token, where none was configured; `null` where some were. */
  readonly token: string | null;
  readonly hosts: readonly string[];
}

const DEFAULT_PORT = 4800;
const DEFAULT_HOST = '127.0.0.1';

/** How long a client may take to send its headers. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How long a connection may be silent, as while nobody reads a stream. */
const SILENCE_MS = 120_000;
/** How long requests under way may go on when the server closes. */
const GRACE_MS = 1_000;

/**
 * Serves a storage over HTTP, on this machine only unless told otherwise. Rejects when it cannot
 * listen, and with `INVALID_ARGUMENT` for options that are malformed.
 */
export async function serveDatasets(options: ServeDatasetsOptions): Promise<DatasetsServer> {
  const { port, host, tokens: given, ...rest } = options;
  const { tokens, token, hosts } = defaultAccess(given, host);
  const app = createDatasetsApp({ hosts, ...rest, tokens });
  const server = await serveApp(app, {
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
  });
  return { ...server, token };
}

/**
 * Makes a random token where none is configured, and names the hosts that a server at this address
 * answers for: itself, and the names of this machine.
 */
export function defaultAccess(
  tokens: readonly AccessToken[] | undefined,
  host: string = DEFAULT_HOST,
): Access {
  const token = tokens === undefined ? createToken() : null;
  return {
    tokens: tokens ?? [{ role: 'write', sha256: hashToken(token ?? '') }],
    token,
    hosts: [...LOOPBACK_HOSTS, hostName(host)],
  };
}

/**
 * Serves any application with the bounds that this API needs: streams and imports take as long as they
 * come, and silent connections are cut off. Rejects when it cannot listen.
 */
export async function serveApp(
  app: Pick<ReturnType<typeof createDatasetsApp>, 'fetch'>,
  { port = DEFAULT_PORT, host = DEFAULT_HOST }: ListenOptions,
): Promise<ListeningServer> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      // An import takes as long as its items come; each part of it has a time of its own.
      requestTimeout: 0,
    },
  }) as Server;
  server.setTimeout(SILENCE_MS);
  await listen(server, port, host);
  const { port: actual } = server.address() as AddressInfo;
  return { url: `http://${hostName(host)}:${actual}`, close: () => close(server) };
}

/** An address as it stands in URLs. */
function hostName(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, GRACE_MS);
    server.close((error) => {
      clearTimeout(timer);
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeIdleConnections();
  });
}
