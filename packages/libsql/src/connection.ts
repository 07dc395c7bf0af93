import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type Client, type InStatement, type ResultSet } from '@libsql/client';
import { DatasetsError } from '@mastra-datasets/core';
import { Mutex } from 'async-mutex';
import { isBusy, isClientClosed, translateError } from './errors.js';
import {
  checkOptions,
  DEFAULT_BUSY_TIMEOUT_MS,
  type DatasetsLibSQLOptions,
  type LibSQLUrlOptions,
} from './options.js';

/**
 * How long the driver itself waits for a lock, in milliseconds. It blocks the event loop
 * meanwhile, so it waits briefly and the rest of the waiting is done between tries.
 */
const DRIVER_TIMEOUT_MS = 20;

/** The pauses between tries grow up to this, in milliseconds. */
const LONGEST_PAUSE_MS = 50;

/** One writer at a time for each client: local writes of one process would only block each other. */
const writers = new WeakMap<Client, Mutex>();

function writerOf(client: Client): Mutex {
  let mutex = writers.get(client);
  if (mutex === undefined) {
    mutex = new Mutex();
    writers.set(client, mutex);
  }
  return mutex;
}

function openClient(options: LibSQLUrlOptions): Client {
  const { url, authToken, syncUrl, syncInterval, encryptionKey, tls } = options;
  return createClient({
    url,
    ...(authToken === undefined ? {} : { authToken }),
    ...(syncUrl === undefined ? {} : { syncUrl }),
    ...(syncInterval === undefined ? {} : { syncInterval }),
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
    ...(tls === undefined ? {} : { tls }),
    timeout: DRIVER_TIMEOUT_MS,
    // Local calls are synchronous, so more connections would only cool the page cache.
    ...(url.startsWith('file:') ? { concurrency: 1 } : {}),
  });
}

/** Whether the database is a local file, other than one in memory or on a server. */
async function isLocalFile(client: Client): Promise<boolean> {
  if (client.protocol !== 'file') return false;
  const { rows } = await client.execute('PRAGMA database_list');
  return rows.some((row) => row['name'] === 'main' && row['file'] !== '');
}

function ignoreBusy(error: unknown): void {
  if (!isBusy(error)) throw error;
}

/** A database: opens it, lets writers queue, waits for other processes, and closes it. */
export class Connection {
  readonly #options: DatasetsLibSQLOptions;
  readonly #busyTimeoutMs: number;
  #client: Client | undefined;
  #isFile = false;

  constructor(options: DatasetsLibSQLOptions) {
    checkOptions(options);
    this.#options = options;
    this.#busyTimeoutMs = options.busyTimeoutMs ?? DEFAULT_BUSY_TIMEOUT_MS;
  }

  /** Opens the database, a local file in WAL mode; a client of the caller's is left as it is. */
  async open(): Promise<void> {
    if (this.#client !== undefined) return;
    const options = this.#options;
    let opened: Client | undefined;
    try {
      const client = options.client ?? (opened = openClient(options));
      this.#isFile = await isLocalFile(client);
      if (options.client === undefined && options.syncUrl === undefined && this.#isFile) {
        await this.#retry(client, () => client.execute('PRAGMA journal_mode = WAL'));
      }
      this.#client = client;
    } catch (error) {
      opened?.close();
      throw translateError(error);
    }
  }

  /** Reads with one statement. */
  read(statement: InStatement): Promise<ResultSet> {
    return this.#untilFree((client) => client.execute(statement));
  }

  /** Writes with one statement. */
  async write(statement: InStatement): Promise<ResultSet> {
    const [result] = await this.writeAll(() => [statement]);
    if (result === undefined) throw new Error('The driver gave no result.');
    return result;
  }

  /**
   * Writes with several statements that happen together or not at all. They are asked for when
   * it is this writer's turn, at every try.
   */
  writeAll(statements: () => InStatement[]): Promise<ResultSet[]> {
    return this.#untilFree((client) =>
      writerOf(client).runExclusive(() => client.batch(statements(), 'write')),
    );
  }

  /** Brings an embedded replica up to date. Throws `NOT_SUPPORTED` for anything else. */
  async sync(): Promise<void> {
    if (this.#options.client === undefined && this.#options.syncUrl === undefined) {
      throw new DatasetsError('NOT_SUPPORTED', 'Only an embedded replica can sync.', {
        details: { capability: 'sync' },
      });
    }
    await this.#untilFree((client) => client.sync());
  }

  /** Closes the database, unless the client is the caller's. */
  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined || this.#options.client !== undefined) return;
    try {
      // The driver lets go of a file when the garbage collector finds its statements, so what is
      // still in the write-ahead log is moved to the file now. Other processes may hinder that,
      // and then do it themselves. A replica's log is the server's business.
      if (this.#isFile && this.#options.syncUrl === undefined) {
        await client.execute('PRAGMA wal_checkpoint(TRUNCATE)').catch(ignoreBusy);
      }
    } finally {
      client.close();
    }
  }

  async #untilFree<Result>(operation: (client: Client) => Promise<Result>): Promise<Result> {
    const client = this.#client;
    if (client === undefined) throw new DatasetsError('CLOSED', 'The database is not open.');
    try {
      return await this.#retry(client, operation);
    } catch (error) {
      throw translateError(error);
    }
  }

  async #retry<Result>(
    client: Client,
    operation: (client: Client) => Promise<Result>,
  ): Promise<Result> {
    const deadline = performance.now() + this.#busyTimeoutMs;
    for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await operation(client);
      } catch (error) {
        const interrupted = isClientClosed(error) && !client.closed;
        if (isBusy(error)) this.#replaceConnections(client);
        else if (!interrupted) throw error;
        if (performance.now() >= deadline) throw error;
        await delay(pause);
      }
    }
  }

  /**
   * The driver never resets a statement that met a busy database: it stays in progress, so later
   * transactions of its connection cannot commit and single writes seem to succeed but do not.
   * Only fresh connections are safe. Operations that lose theirs on the way are tried again. A
   * client of the caller's is left alone, as it may have a transaction open; that every write here
   * is a batch at least makes a connection in that state fail instead of pretend.
   */
  #replaceConnections(client: Client): void {
    if (this.#isFile && this.#options.client === undefined) client.reconnect();
  }
}
