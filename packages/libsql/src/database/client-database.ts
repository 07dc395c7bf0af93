import type { Client } from '@libsql/client';
import { Mutex } from 'async-mutex';
import { isUnreachable } from '../connect-failure.js';
import { isBusy, isReplicaBusy } from '../errors.js';
import { translateError } from '../failures.js';
import { PACKED_STATES } from '../rows/packed-states.js';
import { toPositional } from '../sql/parameters.js';
import type { PositionalStatement, Result, Row, Statement } from '../sql/statement.js';
import { toClientStatement, toResult } from './client-statements.js';
import type { ClientSource } from './clients.js';
import type { Database } from './database.js';
import { notOpen } from './refusals.js';
import { retry } from './retry.js';

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

/** A database behind a client of `@libsql/client`: how calls queue, wait, and fail. */
export abstract class ClientDatabase implements Database {
  readonly schema = 'main';
  readonly states = PACKED_STATES;
  protected readonly source: ClientSource;
  protected client: Client | undefined;
  /** The pauses between tries grow up to this, in milliseconds. */
  protected readonly longestPauseMs: number = 50;
  readonly #busyTimeoutMs: number;

  constructor(source: ClientSource, busyTimeoutMs: number) {
    this.source = source;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  abstract sync(): Promise<void>;
  abstract refresh(): Promise<boolean>;
  /** Asks the database once. */
  protected abstract ask<Answer>(request: (client: Client) => Promise<Answer>): Promise<Answer>;

  async open(): Promise<void> {
    try {
      await this.source.load();
      this.client ??= this.source.open();
    } catch (error) {
      throw translateError(error, 'read');
    }
  }

  async read(statement: Statement): Promise<readonly Row[]> {
    const { rows } = await this.request('read', () =>
      this.ask((client) => client.execute(toClientStatement(toPositional(statement)))),
    );
    return rows;
  }

  async readFirst(statement: Statement): Promise<Row | undefined> {
    return (await this.read(statement))[0];
  }

  async write(statements: () => Iterable<Statement>): Promise<readonly Result[]> {
    const since = performance.now();
    return this.takeTurn(since, () => this.writeInTurn(statements, since));
  }

  /** As {@link write}, for the writer whose turn it is. */
  writeInTurn(
    statements: () => Iterable<Statement>,
    since = performance.now(),
  ): Promise<readonly Result[]> {
    const send = async () => {
      const batch = Array.from(statements(), toPositional);
      this.checkBatch(batch);
      const results = await this.ask((client) =>
        client.batch(batch.map(toClientStatement), 'write'),
      );
      return results.map(toResult);
    };
    return this.request('write', send, since);
  }

  /** Keeps nobody waiting by default. */
  hold<Outcome>(
    _first: Statement,
    work: (database: Database) => Promise<Outcome>,
  ): Promise<Outcome> {
    return work(this);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      const { client } = this;
      this.client = undefined;
      if (client !== undefined) this.source.close(client);
      resolve();
    });
  }

  /**
   * Runs work when it is this writer's turn. Waiting for other processes is part of the turn: one
   * writer asks, the others queue behind it.
   */
  protected takeTurn<Outcome>(since: number, work: () => Promise<Outcome>): Promise<Outcome> {
    return writerOf(this.openClient()).runExclusive(() => {
      this.checkTurn(since);
      return work();
    });
  }

  /** Throws when a write that began then has waited too long for its turn. */
  protected checkTurn(_since: number): void {
    // No write waits for long unless a server keeps those before it waiting.
  }

  /** Throws when statements are more than can be sent at once. */
  protected checkBatch(_batch: readonly PositionalStatement[]): void {
    // There is no such limit by default.
  }

  protected openClient(): Client {
    if (this.client === undefined) throw notOpen();
    return this.client;
  }

  /** Tries again while the database is busy or out of reach, and translates the client's errors. */
  protected async request<Answer>(
    kind: 'read' | 'write',
    send: () => Promise<Answer>,
    since = performance.now(),
  ): Promise<Answer> {
    try {
      return await retry(send, {
        deadline: since + this.#busyTimeoutMs,
        longestPauseMs: this.longestPauseMs,
        isTransient: (error) =>
          isBusy(error) || isUnreachable(error) || (kind === 'read' && isReplicaBusy(error)),
      });
    } catch (error) {
      throw translateError(error, kind);
    }
  }
}
