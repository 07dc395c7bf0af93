import { createClient } from '@libsql/client';
import { TABLE_NAMES, type Clock } from '@mastra-datasets/core';
import { startSqld, type SqldServer } from '@mastra-datasets/test-servers';
import { afterAll } from 'vitest';
import { DatasetsLibSQL, type DatasetsLibSQLOptions } from '../../src/index.js';

/** What the storages of a test file share. */
export interface ServerConfiguration {
  /** The address of the server for clients. */
  readonly urlOf: (server: SqldServer) => string;
  /** How a storage connects to that address; default: directly. */
  readonly connect?: (url: string) => { readonly url: string; readonly syncUrl?: string };
  /** Makes a storage; default: an ordinary one. */
  readonly open?: (options: DatasetsLibSQLOptions) => DatasetsLibSQL;
  /** After how many storages a new server takes the place of the old one; default: never. */
  readonly storagesPerServer?: number;
}

/** How long storages wait for others, in milliseconds: on a busy machine, others may take long. */
const PATIENCE_MS = 60_000;

/** Where the tables of a storage are. */
interface Place {
  readonly serverUrl: string;
  readonly tablePrefix: string;
}

/** Starts servers one after the other; the last one is current. */
function serverSeries(urlOf: (server: SqldServer) => string, storagesPerServer: number) {
  let current: SqldServer | undefined;
  let previous: SqldServer | undefined;
  let storages = 0;
  afterAll(async () => {
    await previous?.stop();
    await current?.stop();
  });
  return async (): Promise<Place> => {
    if (current !== undefined && storages % storagesPerServer === 0) {
      // A test may still use a storage of this one.
      await previous?.stop();
      previous = current;
      current = undefined;
    }
    current ??= await startSqld();
    storages += 1;
    return { serverUrl: urlOf(current), tablePrefix: `storage${storages}_` };
  };
}

/** Makes storages on a server, each with tables of its own. */
export function serverConfiguration({
  urlOf,
  connect = (url) => ({ url }),
  open: openStorage = (options) => new DatasetsLibSQL(options),
  storagesPerServer = Infinity,
}: ServerConfiguration) {
  const nextPlace = serverSeries(urlOf, storagesPerServer);
  const places = new WeakMap<object, Place>();

  const open = (place: Place, clock?: Clock) => {
    const { serverUrl, tablePrefix } = place;
    const storage = openStorage({
      ...connect(serverUrl),
      tablePrefix,
      clock,
      busyTimeoutMs: PATIENCE_MS,
    });
    places.set(storage, place);
    return storage;
  };

  const placeOf = (storage: object) => {
    const place = places.get(storage);
    if (place === undefined) throw new Error('This storage was not made here.');
    return place;
  };

  return {
    create: async ({ clock }: { clock?: Clock }) => open(await nextPlace(), clock),
    reopen: async (storage: { close(): Promise<void> }) => {
      await storage.close();
      return open(placeOf(storage));
    },
    connect: (storage: object) => Promise.resolve(open(placeOf(storage))),
    // Every request of a client reads the whole schema anew, so no tables are left behind.
    destroy: async (storage: { close(): Promise<void> }) => {
      const { serverUrl, tablePrefix } = placeOf(storage);
      await storage.close();
      const client = createClient({ url: serverUrl });
      const tables = TABLE_NAMES.map((name) => `"${tablePrefix}${name}"`);
      await client.batch(
        tables.map((table) => `DROP TABLE IF EXISTS ${table}`),
        'write',
      );
      client.close();
    },
  };
}
