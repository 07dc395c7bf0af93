import type { Client, Transaction } from '@libsql/client';
import { Mutex } from 'async-mutex';
import { toPositional } from '../sql/parameters.js';
import type { Result, Row, Statement } from '../sql/statement.js';
import { ClientDatabase } from './client-database.js';
import { toResult } from './client-statements.js';
import type { Database } from './database.js';
import { HeldDatabase } from './held-database.js';
import { ITEMS_PER_TURN, LONGEST_PAUSE_MS } from './file-limits.js';
import { beginToWrite, commit, readFrom, writeTo } from './pool-transactions.js';
import { notAReplica } from './refusals.js';

/** One reader at a time for each client, so that the caller's own calls find connections left. */
const readers = new WeakMap<Client, Mutex>();

function readerOf(client: Client): Mutex {
  const mutex = readers.get(client) ?? new Mutex();
  readers.set(client, mutex);
  return mutex;
}

/** A local file behind a client of the caller's that has several connections to it. */
export class PooledFileDatabase extends ClientDatabase {
  readonly itemsPerTurn = ITEMS_PER_TURN;
  protected override readonly longestPauseMs = LONGEST_PAUSE_MS;

  override async read(statement: Statement): Promise<readonly Row[]> {
    const { rows } = await this.request('read', () =>
      this.ask((client) =>
        readerOf(client).runExclusive(() => readFrom(client, toPositional(statement))),
      ),
    );
    return rows;
  }

  override writeInTurn(
    statements: () => Iterable<Statement>,
    since = performance.now(),
  ): Promise<readonly Result[]> {
    const send = async () => {
      const results = await this.ask((client) =>
        writeTo(client, () => Array.from(statements(), toPositional)),
      );
      return results.map(toResult);
    };
    return this.request('write', send, since);
  }

  /**
   * Two processes that change the same items may fall into step, so that the same one is late at
   * every try. So this works in a transaction that keeps others from writing.
   */
  override hold<Outcome>(
    _first: Statement,
    work: (database: Database) => Promise<Outcome>,
  ): Promise<Outcome> {
    const since = performance.now();
    return this.takeTurn(since, async () => {
      const begin = () => this.ask(beginToWrite);
      const held = new HeldDatabase(this, await this.request('read', begin, since));
      try {
        return await work(held);
      } finally {
        await held.close();
      }
    });
  }

  withinTime<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    return request();
  }

  /** Waits for readers, who keep a file that is not in WAL mode from changing. */
  commit(transaction: Transaction): Promise<void> {
    return this.request('write', () => commit(transaction));
  }

  sync(): Promise<void> {
    return Promise.reject(notAReplica());
  }

  refresh(): Promise<boolean> {
    return Promise.resolve(false);
  }

  protected ask<Answer>(request: (client: Client) => Promise<Answer>): Promise<Answer> {
    return request(this.openClient());
  }
}
