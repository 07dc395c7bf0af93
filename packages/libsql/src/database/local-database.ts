import { expandConfig, isInMemoryConfig } from '@libsql/core/config';
import { DatasetsError } from '@mastra-datasets/core';
import { Mutex } from 'async-mutex';
import { isBusy } from '../errors.js';
import { translateError } from '../failures.js';
import type { LibSQLUrlOptions } from '../options.js';
import { COLUMN_STATES } from '../rows/column-states.js';
import type { Result, Row, Statement } from '../sql/statement.js';
import { AttachedFile, SCHEMA, type FileOptions } from './attached-file.js';
import type { Database } from './database.js';
import { finish, HeldFile } from './held-file.js';
import { ITEMS_PER_TURN, LONGEST_PAUSE_MS } from './file-limits.js';
import { notAReplica, notOpen } from './refusals.js';
import { retry } from './retry.js';

/** A local file, or a database in memory. */
export class LocalDatabase implements Database {
  readonly schema = SCHEMA;
  readonly states = COLUMN_STATES;
  readonly itemsPerTurn = ITEMS_PER_TURN;
  readonly #options: LibSQLUrlOptions;
  readonly #busyTimeoutMs: number;
  /** Writers that wait for another process queue, so that only the first of them asks. */
  readonly #waiting = new Mutex();
  #file: AttachedFile | undefined;

  constructor(options: LibSQLUrlOptions, busyTimeoutMs: number) {
    this.#options = options;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  async open(): Promise<void> {
    if (this.#file !== undefined) return;
    try {
      const options = fileOptionsOf(this.#options);
      this.#file = await this.#untilFree(this.#deadline(), () => AttachedFile.open(options));
    } catch (error) {
      throw translateError(error, 'read');
    }
  }

  read(statement: Statement): Promise<readonly Row[]> {
    return this.#read((file) => file.all(statement));
  }

  readFirst(statement: Statement): Promise<Row | undefined> {
    return this.#read((file) => file.first(statement));
  }

  async write(statements: () => Iterable<Statement>): Promise<readonly Result[]> {
    const deadline = this.#deadline();
    if (!this.#waiting.isLocked()) {
      try {
        return this.#commit(statements);
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw error;
      }
    }
    return this.#waiting.runExclusive(() => this.writeInTurn(statements, deadline));
  }

  /** As {@link write}, for the writer whose turn it is. */
  writeInTurn(
    statements: () => Iterable<Statement>,
    deadline = this.#deadline(),
  ): Promise<readonly Result[]> {
    return this.#untilFree(deadline, () => this.#commit(statements));
  }

  /**
   * Two processes that change the same items may fall into step, so that the same one is late at
   * every try. So this works in a transaction that keeps others from writing.
   */
  hold<Outcome>(
    _first: Statement,
    work: (database: Database) => Promise<Outcome>,
  ): Promise<Outcome> {
    const deadline = this.#deadline();
    return this.#waiting.runExclusive(async () => {
      const file = await this.#begin(deadline);
      const held = new HeldFile(this, file);
      try {
        return await work(held);
      } finally {
        await held.close();
      }
    });
  }

  sync(): Promise<void> {
    return Promise.reject(notAReplica());
  }

  refresh(): Promise<boolean> {
    return Promise.resolve(false);
  }

  close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    // What this throws is the rejection.
    return new Promise((resolve) => {
      file?.close();
      resolve();
    });
  }

  async #read<Outcome>(work: (file: AttachedFile) => Outcome): Promise<Outcome> {
    const deadline = this.#deadline();
    try {
      return work(this.#openFile());
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw translateError(error, 'read');
      return this.#untilFree(deadline, () => work(this.#openFile())).catch((reason: unknown) => {
        throw translateError(reason, 'read');
      });
    }
  }

  #commit(statements: () => Iterable<Statement>): Result[] {
    const file = this.#openFile();
    try {
      file.begin();
    } catch (error) {
      throw translateError(error, 'read');
    }
    return finish(file, statements);
  }

  async #begin(deadline: number): Promise<AttachedFile> {
    try {
      return await this.#untilFree(deadline, () => {
        const file = this.#openFile();
        file.begin();
        return file;
      });
    } catch (error) {
      throw translateError(error, 'read');
    }
  }

  #openFile(): AttachedFile {
    if (this.#file === undefined) throw notOpen();
    return this.#file;
  }

  #deadline(): number {
    return performance.now() + this.#busyTimeoutMs;
  }

  #untilFree<Done>(deadline: number, work: () => Done): Promise<Done> {
    return retry(work, { deadline, longestPauseMs: LONGEST_PAUSE_MS, isTransient: isBusy });
  }
}

/** Reads an address as `@libsql/client` does, and throws as it does. */
function fileOptionsOf({
  url,
  encryptionKey,
  synchronous = 'full',
}: LibSQLUrlOptions): FileOptions {
  const config = expandConfig(
    { url, ...(encryptionKey === undefined ? {} : { encryptionKey }) },
    true,
  );
  const { host, port, userinfo } = config.authority ?? { host: '' };
  if (
    !['', 'localhost'].includes(host.toLowerCase()) ||
    port !== undefined ||
    userinfo !== undefined
  ) {
    const reason = 'a file has no host: write file:name.db, or file:/folder/name.db';
    throw new DatasetsError('INVALID_ARGUMENT', `url: ${reason}.`, {
      details: { path: 'url', reason },
    });
  }
  // In memory, SQLite understands what follows the name only in a URI.
  const path = isInMemoryConfig(config) ? `file:${config.path}` : config.path;
  return { path, encryptionKey: config.encryptionKey, synchronous };
}
