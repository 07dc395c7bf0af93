import { existsSync } from 'node:fs';
import type { Client } from '@libsql/client';
import { isBusy, isTransactionActive } from '../errors.js';
import { translateError } from '../failures.js';
import { PACKED_STATES } from '../rows/packed-states.js';
import type { Result, Row, Statement } from '../sql/statement.js';
import { callersClient } from './clients.js';
import type { Database } from './database.js';
import { FileClientDatabase } from './file-client-database.js';
import { ITEMS_PER_TURN, LONGEST_PAUSE_MS } from './file-limits.js';
import { PooledFileDatabase } from './pooled-file-database.js';
import { notOpen } from './refusals.js';
import { retry } from './retry.js';

/** What the names of the files end in that an embedded replica has beside its database. */
const REPLICA_FILES = ['-client_wal_index', '-info'];

/** What a local client of the caller's has open. Only asking the client tells what serves it. */
export class CallersFile implements Database {
  readonly schema = 'main';
  readonly states = PACKED_STATES;
  readonly itemsPerTurn = ITEMS_PER_TURN;
  readonly #client: Client;
  readonly #busyTimeoutMs: number;
  #database: Database | undefined;
  /** Whether another time the client may have more connections to spare. */
  #mayHaveMore = false;

  constructor(client: Client, busyTimeoutMs: number) {
    this.#client = client;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  async open(): Promise<void> {
    this.#database ??= await this.#choose();
    await this.#database.open();
  }

  read(statement: Statement): Promise<readonly Row[]> {
    return this.#open().read(statement);
  }

  readFirst(statement: Statement): Promise<Row | undefined> {
    return this.#open().readFirst(statement);
  }

  write(statements: () => Iterable<Statement>): Promise<readonly Result[]> {
    return this.#open().write(statements);
  }

  async hold<Outcome>(
    first: Statement,
    work: (database: Database) => Promise<Outcome>,
  ): Promise<Outcome> {
    // Only who holds gains by spare connections, and few do, so it is asked for here alone.
    if (this.#mayHaveMore) await this.#chooseAgain();
    const database = this.#open();
    // Who holds nothing gives itself, and callers tell that by the database that they asked.
    return database.hold(first, (held) => work(held === database ? this : held));
  }

  sync(): Promise<void> {
    return this.#open().sync();
  }

  refresh(): Promise<boolean> {
    return this.#open().refresh();
  }

  async close(): Promise<void> {
    await this.#database?.close();
  }

  async #choose(): Promise<Database> {
    const source = callersClient(this.#client);
    try {
      const spare = await retry(() => spareConnections(this.#client), {
        deadline: performance.now() + this.#busyTimeoutMs,
        longestPauseMs: LONGEST_PAUSE_MS,
        isTransient: isBusy,
      });
      this.#mayHaveMore = spare === 'taken';
      return spare === 'some'
        ? new PooledFileDatabase(source, this.#busyTimeoutMs)
        : new FileClientDatabase(source, this.#busyTimeoutMs);
    } catch (error) {
      throw translateError(error, 'read');
    }
  }

  async #chooseAgain(): Promise<void> {
    const database = await this.#choose();
    await database.open();
    this.#database = database;
  }

  #open(): Database {
    if (this.#database === undefined) throw notOpen();
    return this.#database;
  }
}

/** A setting of each connection that only the planner's statistics look at, and an unlikely value. */
const [SETTING, MARK] = ['analysis_limit', 1_234_567];

/**
 * Whether a client has two connections for transactions, one for all other calls beside, and gets
 * connections back from transactions. Earlier releases of the client open a new one after each. Where
 * too few are left, there may be no more, or open transactions of the caller's have `taken` them.
 */
async function spareConnections(client: Client): Promise<'some' | 'none' | 'taken'> {
  const file = await mainFile(client);
  // A transaction of a replica would begin on its server, and block the event loop until it answers.
  if (file === '' || REPLICA_FILES.some((suffix) => existsSync(file + suffix))) return 'none';
  try {
    const before = await markConnection(client);
    const isBack = (await settingOf(client)) === MARK;
    if (isBack) await client.execute(`PRAGMA ${SETTING} = ${before}`);
    return isBack ? 'some' : 'none';
  } catch (error) {
    if (isTransactionActive(error)) return 'taken';
    throw error;
  }
}

/** Marks the connection of a transaction, while another one and a call have theirs. */
async function markConnection(client: Client): Promise<number> {
  const first = await client.transaction('deferred');
  try {
    const second = await client.transaction('deferred');
    try {
      await client.execute('SELECT 1');
    } finally {
      second.close();
    }
    const before = await settingOf(first);
    await first.execute(`PRAGMA ${SETTING} = ${MARK}`);
    return before;
  } finally {
    first.close();
  }
}

async function settingOf(connection: Pick<Client, 'execute'>): Promise<number> {
  const { rows } = await connection.execute(`PRAGMA ${SETTING}`);
  return Number(rows[0]?.[0]);
}

/** The path of a client's database; empty for one in memory. */
async function mainFile(client: Client): Promise<string> {
  const { rows } = await client.execute('PRAGMA database_list');
  const file = rows.find(({ name }) => name === 'main')?.['file'];
  return typeof file === 'string' ? file : '';
}
