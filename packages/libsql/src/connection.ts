import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Client, InStatement, ResultSet } from '@libsql/client';
import { DatasetsError } from '@mastra-datasets/core';
import { openClient, writerOf } from './clients.js';
import { isUnreachable } from './connect-failure.js';
import { isBusy, isClientClosed, isSyncUnsupported } from './errors.js';
import { translateError, turnTooLate } from './failures.js';
import {
  configureConnection,
  isLocalFile,
  moveLogToFile,
  probeLock,
  useWriteAheadLog,
  type OperationKind,
} from './local-file.js';
import {
  checkOptions,
  DEFAULT_BUSY_TIMEOUT_MS,
  DEFAULT_REQUEST_TIMEOUT_MS,
  type DatasetsLibSQLOptions,
} from './options.js';
import { checkMessageSize } from './message-size.js';
import { RequestTimeoutError, withinTime } from './request-time.js';
import { toPositional } from './sql/parameters.js';

/** The pauses between tries grow up to this, in milliseconds. */
const LONGEST_PAUSE_MS = 50;

/** The pause between two looks at a file's lock, in milliseconds: other commits take that long. */
const LOCK_PAUSE_MS = 5;

/** How long local calls that follow one another may keep everybody else waiting, in milliseconds. */
const LONGEST_TURN_MS = 10;

/** A database: opens it, lets writers queue, waits for other processes, and closes it. */
export class Connection {
  readonly #options: DatasetsLibSQLOptions;
  readonly #busyTimeoutMs: number;
  readonly #requestTimeoutMs: number;
  #client: Client | undefined;
  #isFile = false;
  /** Whether the caller's client turned out to have nothing to sync with. */
  #isNoReplica = false;
  /** What found the lock of the file taken when it was last tried or looked at. */
  readonly #contended = new Set<OperationKind>();
  /** When others last had a turn of the event loop. */
  #turnStartedAt = 0;

  constructor(options: DatasetsLibSQLOptions) {
    checkOptions(options);
    this.#options = options;
    this.#busyTimeoutMs = options.busyTimeoutMs ?? DEFAULT_BUSY_TIMEOUT_MS;
    this.#requestTimeoutMs = options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS;
  }

  /** Opens the database, a local file in WAL mode; a client of the caller's is left as it is. */
  async open(): Promise<void> {
    if (this.#client !== undefined) return;
    const options = this.#options;
    let opened: Client | undefined;
    try {
      const client = options.client ?? (opened = openClient(options, this.#requestTimeoutMs));
      this.#isFile = await isLocalFile(client);
      if (options.client === undefined && options.syncUrl === undefined && this.#isFile) {
        await this.#configure(client);
      }
      this.#client = client;
    } catch (error) {
      opened?.close();
      throw translateError(error, 'read');
    }
  }

  /** Reads with one statement. */
  read(statement: InStatement): Promise<ResultSet> {
    const deadline = this.#deadline();
    return this.#translate('read', (client) =>
      this.#retry(client, 'read', deadline, () =>
        this.#ask((asked) => asked.execute(toPositional(statement))),
      ),
    );
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
    const deadline = this.#deadline();
    const latestTurn = performance.now() + this.#requestTimeoutMs;
    // Waiting for other processes is part of the turn: one writer asks, the others queue behind it.
    return this.#translate('write', (client) =>
      writerOf(client).runExclusive(() => {
        if (client.protocol !== 'file' && performance.now() > latestTurn) throw turnTooLate();
        return this.#retry(client, 'write', deadline, () => {
          const batch = statements().map(toPositional);
          if (client.protocol === 'ws') checkMessageSize(batch);
          return this.#ask((asked) => asked.batch(batch, 'write'));
        });
      }),
    );
  }

  /** Brings an embedded replica up to date. Throws `NOT_SUPPORTED` for anything else. */
  async sync(): Promise<void> {
    if (this.#options.client === undefined && this.#options.syncUrl === undefined) {
      throw new DatasetsError('NOT_SUPPORTED', 'Only an embedded replica can sync.', {
        details: { capability: 'sync' },
      });
    }
    const deadline = this.#deadline();
    await this.#translate('read', (client) =>
      this.#retry(client, 'read', deadline, () => client.sync()),
    );
  }

  /** Brings a replica up to date; gives `false`, having done nothing, for any other database. */
  async refresh(): Promise<boolean> {
    const { client } = this.#options;
    if (client === undefined && this.#options.syncUrl === undefined) return false;
    if (client !== undefined && (client.protocol !== 'file' || this.#isNoReplica)) return false;
    try {
      await this.sync();
      return true;
    } catch (error) {
      // Only trying tells what the caller's client is.
      if (client === undefined || !isSyncUnsupported(error)) throw error;
      this.#isNoReplica = true;
      return false;
    }
  }

  /** Closes the database, unless the client is the caller's. */
  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined || this.#options.client !== undefined) return;
    try {
      // A replica's log is the server's business.
      if (this.#isFile && this.#options.syncUrl === undefined) await moveLogToFile(client);
    } finally {
      client.close();
    }
  }

  async #configure(client: Client): Promise<void> {
    const deadline = this.#deadline();
    await this.#retry(client, 'read', deadline, () => useWriteAheadLog(client));
    await configureConnection(client);
  }

  #deadline(): number {
    return performance.now() + this.#busyTimeoutMs;
  }

  /** Gives the open client to an operation, and translates the driver's errors. */
  async #translate<Result>(
    kind: OperationKind,
    operation: (client: Client) => Promise<Result>,
  ): Promise<Result> {
    const client = this.#client;
    if (client === undefined) throw new DatasetsError('CLOSED', 'The database is not open.');
    try {
      const result = await operation(client);
      if (client.protocol === 'file' && this.#isTurnOver()) await this.#yieldTurn();
      return result;
    } catch (error) {
      throw translateError(error, kind);
    }
  }

  /** Asks the database, a server for a limited time. */
  async #ask<Result>(request: (client: Client) => Promise<Result>): Promise<Result> {
    const client = this.#client;
    if (client === undefined) throw new DatasetsError('CLOSED', 'The database is not open.');
    if (client.protocol === 'file') return request(client);
    try {
      return await withinTime(this.#requestTimeoutMs, () => request(client));
    } catch (error) {
      if (error instanceof RequestTimeoutError) this.#abandon(client);
      throw error;
    }
  }

  /** Takes another WebSocket in place of one that may be dead: requests over HTTP have their own. */
  #abandon(client: Client): void {
    const options = this.#options;
    if (options.client !== undefined || client.protocol !== 'ws') return;
    if (this.#client !== client) return;
    this.#client = openClient(options, this.#requestTimeoutMs);
    client.close();
  }

  #isTurnOver(): boolean {
    return performance.now() - this.#turnStartedAt >= LONGEST_TURN_MS;
  }

  /**
   * Local calls never wait for anything. Without this, a loop that awaits one after the other, as
   * an iteration over a large dataset does, would keep timers and sockets waiting until its end.
   */
  async #yieldTurn(): Promise<void> {
    await nextTurn();
    this.#turnStartedAt = performance.now();
  }

  /** Tries again while the database is busy or out of reach, at least once. */
  async #retry<Result>(
    client: Client,
    kind: OperationKind,
    deadline: number,
    operation: () => Promise<Result>,
  ): Promise<Result> {
    for (let pause = 1; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      if (this.#contended.has(kind)) await this.#untilUnlocked(client, kind, deadline);
      try {
        return await operation();
      } catch (error) {
        const interrupted = isClientClosed(error) && !client.closed;
        if (!isBusy(error) && !interrupted && !isUnreachable(error)) throw error;
        const waitsForLock = isBusy(error) && this.#ownsFile();
        if (waitsForLock) {
          this.#contended.add(kind);
          await this.#replaceConnections(client);
        }
        if (performance.now() >= deadline) throw error;
        if (!waitsForLock) await delay(pause);
      }
    }
  }

  #ownsFile(): boolean {
    return this.#isFile && this.#options.client === undefined;
  }

  /**
   * The driver never resets a statement that met a busy database: it stays in progress, so later
   * transactions of its connection cannot commit and single writes seem to succeed but do not.
   * Only fresh connections are safe. Operations that lose theirs on the way are tried again. A
   * client of the caller's is left alone, as it may have a transaction open; that every write here
   * is a batch at least makes a connection in that state fail instead of pretend.
   */
  async #replaceConnections(client: Client): Promise<void> {
    client.reconnect();
    const options = this.#options;
    if (options.client === undefined && options.syncUrl === undefined) {
      await configureConnection(client);
    }
  }

  /** Waits until a look at the lock finds it free. Rejects as the last look did when it never is. */
  async #untilUnlocked(client: Client, kind: OperationKind, deadline: number): Promise<void> {
    for (let isFirst = true; ; isFirst = false) {
      try {
        await probeLock(client, kind);
        if (isFirst) this.#contended.delete(kind);
        return;
      } catch (error) {
        // Anything else is for the operation itself to meet.
        if (!isBusy(error)) return;
        if (performance.now() >= deadline) throw error;
        await delay(LOCK_PAUSE_MS);
      }
    }
  }
}
