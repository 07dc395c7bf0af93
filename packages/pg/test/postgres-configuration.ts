import { TABLE_NAMES, type Clock } from '@mastra-datasets/core';
import { startPostgres, type PostgresServer } from '@mastra-datasets/test-servers';
import { Client, Pool } from 'pg';
import { afterAll } from 'vitest';
import { DatasetsPG, type PostgresUrlOptions } from '../src/index.js';
import { createDistributedDatabase } from './citus-imitation.js';
import { Relay, type Rewrite } from './relay.js';

/** Where the tables of a storage are. */
interface Place {
  readonly options: PostgresUrlOptions;
}

/** Gives a place where no storage has been, of a number. */
export type Places = (server: PostgresServer, number: number) => Promise<Place>;

/** Connects once to each database, as a connection takes longer than what is done with it. */
class Connections {
  readonly #clients = new Map<string, Promise<Client>>();

  async query(sql: string, connectionString: string): Promise<void> {
    const opening = this.#clients.get(connectionString) ?? this.#connect(connectionString);
    this.#clients.set(connectionString, opening);
    const client = await opening;
    await client.query(sql);
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

/** A database each, with the tables in the default schema. */
export const databaseEach: Places = async (server) => ({
  options: { connectionString: await server.createDatabase() },
});

/** A database each that says it is one of Citus, with all tables distributed. */
export const citusEach: Places = async (server) => ({
  options: { connectionString: await createDistributedDatabase(server) },
});

/** A schema each, in one database. */
export const schemaEach: Places = (server, number) =>
  Promise.resolve({ options: { connectionString: server.urlOf(), schema: `Schema_${number}` } });

/** Tables of another prefix each, in one schema. */
export const prefixEach: Places = (server, number) =>
  Promise.resolve({
    options: { connectionString: server.urlOf(), tablePrefix: `storage${number}_` },
  });

function qualifiedName({ schema = 'public', tablePrefix = '' }: PostgresUrlOptions, table: string) {
  return `"${schema}"."${tablePrefix}${table}"`;
}

/** Empties our tables where they have been made: that takes a tenth of making them again. */
function emptyTables(options: PostgresUrlOptions): string {
  const names = TABLE_NAMES.map((table) => `'${qualifiedName(options, table)}'`);
  return `DO $$
    DECLARE name text;
    BEGIN
      FOREACH name IN ARRAY ARRAY[${names.join(', ')}] LOOP
        IF to_regclass(name) IS NOT NULL THEN EXECUTE 'DELETE FROM ' || name; END IF;
      END LOOP;
    END $$`;
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
  afterAll(async () => {
    await connections.close();
    await readPool?.end();
    await relay?.close();
    await server.stop();
  });
  const places = new WeakMap<object, Place>();
  /** Places whose tables are empty. */
  const free: Place[] = [];
  /** Places where somebody else has made tables. */
  const foreign = new WeakSet<Place>();
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
    return placeOf(server, count);
  };

  const nextPlace = async () => free.pop() ?? (await newPlace());

  return {
    create: async ({ clock }: { clock?: Clock }) => open(await nextPlace(), clock),
    busy: {
      create: async () => open(await nextPlace(), undefined, 100),
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
      foreign.add(place);
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
      const place = placeOfStorage(storage);
      if (foreign.has(place)) return;
      const { connectionString } = place.options;
      await connections.query(emptyTables(place.options), connectionString);
      free.push(place);
    },
  };
}
