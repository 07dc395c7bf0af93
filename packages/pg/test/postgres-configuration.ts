import { TABLE_NAMES, type Clock } from '@mastra-datasets/core';
import { startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import { Client, Pool } from 'pg';
import { afterAll } from 'vitest';
import { DatasetsPG, type PostgresUrlOptions } from '../src/index.js';
import { createDistributedDatabase } from './citus-imitation.js';
import { Relay, type Rewrite } from './relay.js';
import { databaseOf } from './test-server.js';

/** Where the tables of a storage are, and how they go away. */
interface Place {
  readonly options: PostgresUrlOptions;
  readonly remove: () => Promise<unknown>;
}

/** Gives the place of the storage of a number. */
export type Places = (server: PostgresServer, number: number) => Promise<Place>;

/** Connects once to each database, as a connection takes longer than what is done with it. */
class Connections {
  readonly #clients = new Map<string, Promise<Client>>();

  async query(sql: string, connectionString: string): Promise<Record<string, unknown>[]> {
    const opening = this.#clients.get(connectionString) ?? this.#connect(connectionString);
    this.#clients.set(connectionString, opening);
    const client = await opening;
    return (await client.query<Record<string, unknown>>(sql)).rows;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map(async (client) => (await client).end()));
  }

  async #connect(connectionString: string): Promise<Client> {
    const client = new Client({ connectionString });
    await client.connect();
    return client;
  }
}

/** A database each, with the tables in the default schema; emptied ones are used again. */
export function databaseEach(): Places {
  const free: string[] = [];
  return async (server) => {
    const connectionString = free.pop() ?? (await server.createDatabase());
    const name = databaseOf(connectionString);
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
    const name = databaseOf(connectionString);
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

function qualifiedName({ schema = 'public', tablePrefix = '' }: PostgresUrlOptions, table: string) {
  return `"${schema}"."${tablePrefix}${table}"`;
}

/** How long storages wait for others, in milliseconds: on a busy machine, others may take long. */
const PATIENCE_MS = 60_000;

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
  const connections = new Connections();
  const connected: PostgresServer = {
    ...server,
    query: (sql, database) => connections.query(sql, server.urlOf(database)),
  };
  afterAll(async () => {
    await connections.close();
    await readPool?.end();
    await relay?.close();
    await server.stop();
  });
  const places = new WeakMap<object, Place>();
  let count = 0;

  const open = (place: Place, clock?: Clock, lockTimeoutMs = PATIENCE_MS) => {
    const url = new URL(place.options.connectionString);
    if (relay !== undefined) url.port = String(relay.port);
    const connectionString = url.toString();
    const ours = { connectionString, readPool, clock, lockTimeoutMs };
    const options = { ...place.options, ...more, ...ours };
    const storage = new DatasetsPG(options);
    places.set(storage, place);
    return storage;
  };

  const placeOfStorage = (storage: object) => {
    const place = places.get(storage);
    if (place === undefined) throw new Error('This storage was not made here.');
    return place;
  };

  const newPlace = () => {
    count += 1;
    return placeOf(connected, count);
  };

  return {
    create: async ({ clock }: { clock?: Clock }) => open(await newPlace(), clock),
    busy: {
      create: async () => open(await newPlace(), undefined, 100),
      hold: async (storage: object) => {
        const { options } = placeOfStorage(storage);
        const writer = new Client({ connectionString: options.connectionString });
        await writer.connect();
        const tables = TABLE_NAMES.map((table) => qualifiedName(options, table));
        await writer.query('BEGIN');
        await writer.query(`LOCK TABLE ${tables.join(', ')} IN EXCLUSIVE MODE`);
        return () => writer.end();
      },
    },
    createForeign: async () => {
      const place = await newPlace();
      const { schema = 'public', connectionString } = place.options;
      const owner = new Client({ connectionString });
      await owner.connect();
      try {
        await owner.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
        const table = qualifiedName(place.options, 'mastra_datasets');
        // Some places have our tables already.
        await owner.query(`DROP TABLE IF EXISTS ${table}`);
        await owner.query(`CREATE TABLE ${table} ("id" integer PRIMARY KEY)`);
      } finally {
        await owner.end();
      }
      return open(place);
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
