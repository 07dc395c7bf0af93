import { DatasetsError } from '@mastra-datasets/core';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DatasetsPG } from '../src/index.js';
import {
  createCitusDatabase,
  createDistributedDatabase,
  distributeTables,
} from './citus-imitation.js';
import { Relay, type Fault } from './relay.js';
import { databaseOf, openStorage, serverOfFile } from './test-server.js';

const server = await serverOfFile();
let url: string;
let relay: Relay;

beforeAll(async () => {
  url = await createDistributedDatabase(server);
  relay = new Relay(server.port);
  await relay.listen();
});

afterAll(() => relay.close());

function openThroughRelay(database = databaseOf(url)): DatasetsPG {
  const options = { preparedStatements: false, maxConnections: 1 };
  return openStorage(relay.urlOf(database), options);
}

/** How many statements each exchange of some work has. */
async function countsOf(work: () => Promise<unknown>): Promise<number[]> {
  return (await relay.exchangesOf(work)).map((texts) => texts.length);
}

describe('on Citus, a commit', () => {
  it('is one statement, and reads of what is current are one task', async () => {
    const storage = openThroughRelay();
    const { id: datasetId } = await storage.createDataset({ name: 'counted' });
    const item = await storage.addItem({ datasetId, input: 0, externalId: 'key' });
    const inputs = Array.from({ length: 6 }, (_, input) => ({ input }));
    const others = await storage.addItems({ datasetId, items: inputs });
    const ids = others.map(({ id }) => id);
    const two = ids.slice(0, 2);
    await storage.getItemById({ id: item.id });
    const { id } = item;
    const works = {
      addItem: () => storage.addItem({ datasetId, input: 1 }),
      addItems: () => storage.addItems({ datasetId, items: [{ input: 1 }, { input: 2 }] }),
      updateItem: () => storage.updateItem({ datasetId, id, input: 2 }),
      'addItems of some more': () => storage.addItems({ datasetId, items: inputs }),
      'updateItem expecting a state': () =>
        storage.updateItem({
          ...{ datasetId, id: others[0]?.id ?? '', input: 2 },
          expectedItemVersion: others[0]?.version,
        }),
      updateItems: () =>
        storage.updateItems({ datasetId, items: two.map((each) => ({ id: each, input: 3 })) }),
      'updateItems of some more': () =>
        storage.updateItems({ datasetId, items: ids.map((each) => ({ id: each, input: 4 })) }),
      'item by id': () => storage.getItemById({ id }),
      'item by external id': () => storage.getItemByExternalId({ datasetId, externalId: 'key' }),
      history: () => storage.getItemHistory({ id }),
      snapshot: () => storage.getItemsByVersion({ datasetId, version: item.version }),
      deleteItems: () => storage.deleteItems({ datasetId, ids: two }),
      'deleteItems of some more': () => storage.deleteItems({ datasetId, ids: ids.slice(2) }),
      deleteItem: () => storage.deleteItem({ datasetId, id }),
    };
    for (const [name, work] of Object.entries(works)) {
      const exchanges = await relay.exchangesOf(work);
      expect(exchanges, name).toEqual([[expect.any(String)]]);
      const [[text = ''] = []] = exchanges;
      // A call goes to the machine of its first argument, a read to that of the dataset it names.
      expect(text, name).toMatch(
        /^SELECT \* FROM "public"."mastra_dataset_commit_|"datasetId" = \$1/,
      );
    }
    expect(await storage.verify({ datasetId })).toMatchObject({ items: 9, problems: [] });
  });

  it('of few items is made by statements on one table each, whose plans Citus keeps', async () => {
    const rows = await server.query(
      `SELECT prosrc FROM pg_proc WHERE proname LIKE 'mastra_dataset_commit_%'`,
      databaseOf(url),
    );
    expect(rows).toHaveLength(1);
    const statements = String(rows[0]?.['prosrc']).split(';');
    const onMore = statements.filter((text) => (text.match(/"public"\."/g) ?? []).length > 1);
    // What more items are ended and added by.
    expect(onMore).toEqual([
      expect.stringMatching(/^\s*ELSE\s+INSERT INTO "public"."mastra_dataset_item_history"/),
      expect.stringMatching(/^\s*ELSE\s+INSERT INTO "public"."mastra_dataset_items"/),
    ]);
    expect(statements.filter((text) => text.includes('"public"."')).length).toBeGreaterThan(10);
  });

  it('of much is a transaction of several statements, with all limits on every machine', async () => {
    const storage = openThroughRelay();
    const { id: datasetId } = await storage.createDataset({ name: 'large' });
    const items = [{ input: 'x'.repeat(200_000) }];
    const [exchange = [], ...more] = await relay.exchangesOf(() =>
      storage.addItems({ datasetId, items }),
    );
    expect(more).toEqual([]);
    expect(exchange.slice(0, 4)).toEqual([
      expect.stringMatching(/^BEGIN/),
      `SET LOCAL citus.propagate_set_commands = 'local'`,
      'SET LOCAL lock_timeout = 20',
      expect.stringMatching(/FOR UPDATE NOWAIT$/),
    ]);
  });

  it('waits for a dataset that is locked', async () => {
    const storage = openThroughRelay();
    const { id: datasetId } = await storage.createDataset({ name: 'locked' });
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    await holder.query('BEGIN; SELECT 1 FROM mastra_datasets FOR UPDATE');
    const counts = countsOf(() => storage.addItem({ datasetId, input: 1 }));
    await expect
      .poll(() => server.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`))
      .toHaveLength(1);
    await holder.query('ROLLBACK');
    await holder.end();
    // The call, a transaction that sets its limits and waits, and the rest of it.
    expect(await counts).toEqual([1, 4, 6]);
    expect(await storage.verify({ datasetId })).toMatchObject({ items: 1, problems: [] });
  });
});

/** What Citus says of a connection to another machine. */
function remoteError(reason: string, ...more: string[]): string[] {
  const text = `connection to the remote node postgres@far:5432 failed with the following error: ${reason}`;
  return ['SERROR', 'VERROR', 'C08006', `M${text}`, 'Fremote_commands.c', 'L270', ...more];
}

const REFUSED = 'connection to server at "far", port 5432 failed: Connection refused';
const LOST = 'server closed the connection unexpectedly';
const ROUTINE = 'RReportConnectionError';

/** Lets the first exchange of an addition go wrong, and says how that ends and how many there are. */
async function addWith(storage: DatasetsPG, fault: Fault): Promise<[unknown, number]> {
  const { id: datasetId } = await storage.createDataset({ name: 'far away' });
  relay.plan(0, fault);
  const error: unknown = await storage
    .addItem({ datasetId, input: 1 })
    .then(() => null)
    .catch((caught: unknown) => caught);
  relay.plan(0, null);
  const { items } = await storage.verify({ datasetId });
  return [error instanceof DatasetsError ? error.details['outcome'] : error, items];
}

describe('a machine of the server’s that is away', () => {
  const unknown = [
    { name: 'lost in a call', fields: remoteError(LOST, ROUTINE) },
    { name: 'in the words of a pooler', fields: remoteError(REFUSED) },
    { name: 'inside Citus', fields: ['SERROR', 'VERROR', 'CXX000', 'Mfailed', ROUTINE] },
    {
      name: 'at the end of the time',
      fields: ['SERROR', 'VERROR', 'C57014', 'Mcanceled', ROUTINE],
    },
  ];

  it.each(unknown)('leaves unknown what became of a call: $name', async ({ fields }) => {
    expect(await addWith(openThroughRelay(), { type: 'answered', fields })).toEqual(['unknown', 0]);
  });

  it.each([REFUSED, 'Connection refused'])('is called again where it says: %s', async (reason) => {
    const fields = remoteError(reason, ROUTINE);
    expect(await addWith(openThroughRelay(), { type: 'answered', fields })).toEqual([null, 1]);
  });

  it('refuses any statement of a transaction before its commit, which is tried again', async () => {
    const plain = await server.createDatabase();
    const storage = openThroughRelay(databaseOf(plain));
    // BEGIN, its limit, the lock, the version, the commit, the item, COMMIT.
    for (const statement of [1, 2, 3, 4, 5]) {
      const fault: Fault = { type: 'refused', statement, state: '08006' };
      expect(await addWith(storage, fault)).toEqual([null, 1]);
    }
    const fault: Fault = { type: 'refused', statement: 6, state: '08006' };
    expect(await addWith(storage, fault)).toEqual(['unknown', 0]);
    for (const state of ['XX000', '40003']) {
      const reply: Fault = { type: 'replaced reply', severity: 'ERROR', state };
      expect(await addWith(storage, reply)).toEqual(['unknown', 1]);
    }
  });

  const losses = [
    'failure on connection marked as essential: far:5432',
    'postmaster was shut down',
  ];

  it.each(losses)('is tried again in a transaction, and unknown in a call: %s', async (message) => {
    const plain = await server.createDatabase();
    const storage = openThroughRelay(databaseOf(plain));
    const fields = ['SERROR', 'VERROR', 'CXX000', `M${message}`, 'RHandleRemoteTransaction'];
    expect(await addWith(storage, { type: 'answered', fields })).toEqual([null, 1]);
    // A call may have been carried out on the other machine.
    expect(await addWith(openThroughRelay(), { type: 'answered', fields })).toEqual(['unknown', 0]);
  });

  const poolers = {
    PgBouncer: ['SERROR', 'C08P01', 'Mserver conn crashed?'],
    Odyssey: ['SERROR', 'VERROR', 'C08006', 'Mcan not connect to server'],
    'Pgpool-II': ['SERROR', 'C08006', 'Munable to read data', 'Fpool_stream.c', 'L714'],
  };

  it.each(Object.entries(poolers))('is no server behind %s', async (_, fields) => {
    const plain = await server.createDatabase();
    const storage = openThroughRelay(databaseOf(plain));
    expect(await addWith(storage, { type: 'answered', fields })).toEqual(['unknown', 0]);
  });
});

describe('the first use of Citus', () => {
  let fresh: string;

  beforeEach(async () => {
    fresh = await createCitusDatabase(server);
    await openStorage(fresh).init();
  });

  function sql(text: string) {
    return server.query(text, databaseOf(fresh));
  }

  async function functions(): Promise<number> {
    const rows = await sql(`SELECT count(*)::int AS n FROM pg_dist_object o
      JOIN pg_proc f ON f.oid = o.objid AND f.proname LIKE 'mastra_dataset_commit_%'`);
    return Number(rows[0]?.['n']);
  }

  it('leaves tables alone that nobody has distributed', async () => {
    const { id: datasetId } = await openStorage(fresh).createDataset({ name: 'local' });
    await openStorage(fresh).addItem({ datasetId, input: 1 });
    expect(await sql('SELECT 1 FROM pg_dist_partition')).toEqual([]);
    expect(await functions()).toBe(0);
  });

  it('distributes a table that an earlier release did not have, as the others are', async () => {
    await sql(distributeTables(['mastra_dataset_staged_items']));
    await Promise.all(Array.from({ length: 4 }, () => openStorage(fresh).init()));
    expect(await sql('SELECT 1 FROM pg_dist_partition')).toHaveLength(7);
    expect(await functions()).toBe(1);
  });

  it('says which statement to run where the user may not', async () => {
    await sql(distributeTables(['mastra_dataset_staged_items']));
    const role = `${databaseOf(fresh)}_reader`;
    await sql(`CREATE ROLE ${role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`);
    const storage = openStorage(fresh.replace('postgres@', `${role}@`));
    const statement = `SELECT create_distributed_table('"public"."mastra_dataset_staged_items"', 'datasetId', colocate_with => '"public"."mastra_datasets"')`;
    const failing = storage.init();
    await expect(failing).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      details: { outcome: 'unchanged', statement },
    });
    await expect(failing).rejects.toThrow(statement);
    await sql(statement);
    await storage.init();
  });

  it('does without functions where the user may make none', async () => {
    await sql(distributeTables());
    const role = `${databaseOf(fresh)}_writer`;
    await sql(`REVOKE CREATE ON SCHEMA public FROM PUBLIC; CREATE ROLE ${role} LOGIN;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
    const storage = openStorage(fresh.replace('postgres@', `${role}@`));
    const { id: datasetId } = await storage.createDataset({ name: 'without' });
    expect(await storage.addItem({ datasetId, input: 1 })).toMatchObject({ input: 1 });
    expect(await functions()).toBe(0);
  });

  it('makes functions anew whose tables are distributed otherwise now', async () => {
    await sql(distributeTables());
    await openStorage(fresh).init();
    await sql('UPDATE pg_dist_object SET colocationid = 2');
    await openStorage(fresh).init();
    expect(await sql('SELECT 1 FROM pg_dist_object WHERE colocationid = 1')).toHaveLength(1);
  });
});
