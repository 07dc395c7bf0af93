import { TABLE_NAMES, type Clock } from '@mastra-datasets/core';
import { startPostgres } from '@mastra-datasets/test-servers';
import { Pool } from 'pg';
import { afterAll } from 'vitest';
import { DatasetsPG, type PostgresUrlOptions } from '../src/index.js';
import { createDistributedDatabase } from './citus-imitation.js';
import { Relay, type Rewrite } from './relay.js';

/** Where the tables of a storage are, and how they go away. */
interface Place {
  readonly options: PostgresUrlOptions;
  readonly remove: () => Promise<unknown>;
}

/** Gives the place of the storage of a number. */
export type Places = (server: Server, number: number) => Promise<Place>;

type Server = Awaited<ReturnType<typeof startPostgres>>;

/** A database each, with the tables in the default schema; emptied ones are used again. */
export function databaseEach(): Places {
  const free: string[] = [];
  return async (server) => {
    const connectionString = free.pop() ?? (await server.createDatabase());
    const name = connectionString.slice(connectionString.lastIndexOf('/') + 1);
    return {
      options: { connectionString },
      remove: async () => {
        await server.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public', name);
        free.push(connectionString);
      },
    };
  };
}

/** A database each that says it is one of Citus, with all tables distributed. */
export function citusEach(): Places {
  const free: string[] = [];
  return async (server) => {
    const connectionString = free.pop() ?? (await createDistributedDatabase(server));
    const name = connectionString.slice(connectionString.lastIndexOf('/') + 1);
    return {
      options: { connectionString },
      remove: async () => {
        await server.query(`TRUNCATE ${TABLE_NAMES.join(', ')}`, name);
        free.push(connectionString);
      },
    };
  };
}

/** A schema each, in one database. */
export const schemaEach: Places = (server, number) => {
  const schema = `Schema_${number}`;
  return Promise.resolve({
    options: { connectionString: server.urlOf(), schema },
    remove: () => server.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`),
  });
};

/** Tables of another prefix each, in one schema. */
export const prefixEach: Places = (server, number) => {
  const tablePrefix = `storage${number}_`;
  return Promise.resolve({
    options: { connectionString: server.urlOf(), tablePrefix },
    remove: async () => {
      const tables = await server.query(
        `SELECT tablename FROM pg_tables WHERE starts_with(tablename, '${tablePrefix}')`,
      );
      const names = tables.map(({ tablename }) => `"${String(tablename)}"`);
      if (names.length > 0) await server.query(`DROP TABLE ${names.join(', ')}`);
    },
  });
};

/** How storages reach their server. */
interface Ways {
  /** Whether they read through another pool. */
  readonly readsElsewhere?: boolean;
  /** How answers come: as servers of other kinds and languages send them, for example. */
  readonly rewrite?: Rewrite;
}

/** Makes storages on a server that ends after the tests. */
export async function postgresConfiguration(
  placeOf: Places,
  more: Omit<PostgresUrlOptions, 'connectionString'> = {},
  { readsElsewhere = false, rewrite }: Ways = {},
) {
  const server = await startPostgres();
  const relay = rewrite === undefined ? undefined : new Relay(server.port, rewrite);
  await relay?.listen();
  const readPool = readsElsewhere ? new Pool({ connectionString: server.urlOf() }) : undefined;
  afterAll(async () => {
    await readPool?.end();
    await relay?.close();
    await server.stop();
  });
  const places = new WeakMap<object, Place>();
  let count = 0;

  const open = (place: Place, clock?: Clock) => {
    const url = new URL(place.options.connectionString);
    if (relay !== undefined) url.port = String(relay.port);
    const connectionString = url.toString();
    const options = { ...place.options, ...more, connectionString, readPool, clock };
    const storage = new DatasetsPG(options);
    places.set(storage, place);
    return storage;
  };

  const placeOfStorage = (storage: object) => {
    const place = places.get(storage);
    if (place === undefined) throw new Error('This storage was not made here.');
    return place;
  };

  return {
    create: async ({ clock }: { clock?: Clock }) => {
      count += 1;
      return open(await placeOf(server, count), clock);
    },
    reopen: async (storage: { close(): Promise<void> }) => {
      await storage.close();
      return open(placeOfStorage(storage));
    },
    connect: (storage: object) => Promise.resolve(open(placeOfStorage(storage))),
    destroy: async (storage: { close(): Promise<void> }) => {
      await storage.close();
      await placeOfStorage(storage).remove();
    },
  };
}
