import { createClient } from '@libsql/client';
import type { Clock } from '@mastra-datasets/core';
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
  /** What the storages that use it connect to, while they are open. */
  readonly users: Map<object, Connection>;
  /** What is connected to no more; the first storage of the next test begins with it. */
  readonly idle: Connection[];
}

type Connection = ReturnType<NonNullable<ServerConfiguration['connect']>>;

/** Gives places for storages: one that is free, or else a new one. */
class Places {
  readonly #urlOf: (server: SqldServer) => string;
  readonly #storagesPerServer: number;
  #current: SqldServer | undefined;
  #previous: SqldServer | undefined;
  #free: Place[] = [];
  #given = 0;
  #made = 0;

  constructor(urlOf: (server: SqldServer) => string, storagesPerServer: number) {
    this.#urlOf = urlOf;
    this.#storagesPerServer = storagesPerServer;
  }

  async next(): Promise<Place> {
    if (this.#current !== undefined && this.#given % this.#storagesPerServer === 0) {
      // A test may still use a storage of this one.
      await this.#previous?.stop();
      this.#previous = this.#current;
      this.#current = undefined;
      this.#free = [];
    }
    this.#current ??= await startSqld();
    this.#given += 1;
    return this.#free.pop() ?? this.#make(this.#urlOf(this.#current));
  }

  /** Takes back a place whose tables are empty. */
  giveBack(place: Place): void {
    const isCurrent = this.#current !== undefined && this.#urlOf(this.#current) === place.serverUrl;
    if (isCurrent) this.#free.push(place);
  }

  async stop(): Promise<void> {
    await this.#previous?.stop();
    await this.#current?.stop();
  }

  #make(serverUrl: string): Place {
    this.#made += 1;
    return { serverUrl, tablePrefix: `storage${this.#made}_`, users: new Map(), idle: [] };
  }
}

/** Makes storages on a server, each with tables of its own. */
export function serverConfiguration({
  urlOf,
  connect = (url) => ({ url }),
  open: openStorage = (options) => new DatasetsLibSQL(options),
  storagesPerServer = Infinity,
}: ServerConfiguration) {
  const free = new Places(urlOf, storagesPerServer);
  const places = new WeakMap<object, Place>();
  afterAll(() => free.stop());

  const open = (place: Place, clock?: Clock) => {
    const { serverUrl, tablePrefix, users, idle } = place;
    const connection = idle.pop() ?? connect(serverUrl);
    const storage = openStorage({
      ...connection,
      tablePrefix,
      clock,
      busyTimeoutMs: PATIENCE_MS,
    });
    places.set(storage, place);
    users.set(storage, connection);
    return storage;
  };

  const placeOf = (storage: object) => {
    const place = places.get(storage);
    if (place === undefined) throw new Error('This storage was not made here.');
    return place;
  };

  /** Closes a storage, and keeps what it was connected to. */
  const close = async (storage: { close(): Promise<void> }) => {
    const place = placeOf(storage);
    await storage.close();
    const connection = place.users.get(storage);
    place.users.delete(storage);
    if (connection !== undefined) place.idle.push(connection);
    return place;
  };

  return {
    create: async ({ clock }: { clock?: Clock }) => open(await free.next(), clock),
    reopen: async (storage: { close(): Promise<void> }) => open(await close(storage)),
    connect: (storage: object) => Promise.resolve(open(placeOf(storage))),
    /** Empties the tables, as making new ones takes longer. */
    destroy: async (storage: { close(): Promise<void> }) => {
      const place = await close(storage);
      if (place.users.size > 0) return;
      const { serverUrl, tablePrefix } = place;
      const client = createClient({ url: serverUrl });
      const { rows } = await client.execute(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '${tablePrefix}%'`,
      );
      const names = rows.map((row) => row['name']).filter((name) => typeof name === 'string');
      await client.batch(
        names.map((name) => `DELETE FROM "${name}"`),
        'write',
      );
      client.close();
      free.giveBack(place);
    },
  };
}
