import type { Client, Transaction } from '@libsql/client';
import { isClientClosed } from '../errors.js';
import { turnTooLate } from '../failures.js';
import { toPositional } from '../sql/parameters.js';
import type { PositionalStatement, Statement } from '../sql/statement.js';
import { ClientDatabase } from './client-database.js';
import { toClientStatement } from './client-statements.js';
import type { ClientSource } from './clients.js';
import type { Database } from './database.js';
import { HeldDatabase } from './held-database.js';
import { checkMessageSize } from './message-size.js';
import { notAReplica } from './refusals.js';
import { RequestTimeoutError, withinTime } from './request-time.js';

/** A database on a server, over HTTP or WebSockets: no call waits for an answer for ever. */
export class ServerDatabase extends ClientDatabase {
  readonly #requestTimeoutMs: number;

  constructor(source: ClientSource, busyTimeoutMs: number, requestTimeoutMs: number) {
    super(source, busyTimeoutMs);
    this.#requestTimeoutMs = requestTimeoutMs;
  }

  sync(): Promise<void> {
    return Promise.reject(notAReplica());
  }

  refresh(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /**
   * A server answers so slowly, and takes in large commits so slowly, that other processes could
   * commit in between for ever. So this works in a transaction that keeps them waiting.
   */
  override hold<Outcome>(
    first: Statement,
    work: (database: Database) => Promise<Outcome>,
  ): Promise<Outcome> {
    const since = performance.now();
    return this.takeTurn(since, async () => {
      // That it has begun changes nothing, so this counts as a read.
      const transaction = await this.request('read', () => this.#begin(first), since);
      const held = new HeldDatabase(this, transaction);
      try {
        return await work(held);
      } finally {
        await held.close();
      }
    });
  }

  /** Waits for an answer of the server no longer than is allowed. */
  withinTime<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    return this.#askOnce(this.openClient(), request);
  }

  commit(transaction: Transaction): Promise<void> {
    return this.withinTime(() => transaction.commit());
  }

  protected override checkTurn(since: number): void {
    if (performance.now() - since > this.#requestTimeoutMs) throw turnTooLate();
  }

  protected override checkBatch(batch: readonly PositionalStatement[]): void {
    if (this.openClient().protocol === 'ws') checkMessageSize(batch);
  }

  /** What waits for its turn at a connection that is given up meanwhile gets a turn at the next one. */
  protected async ask<Answer>(request: (client: Client) => Promise<Answer>): Promise<Answer> {
    const client = this.openClient();
    try {
      return await this.#askOnce(client, request);
    } catch (error) {
      if (!isClientClosed(error) || this.client === client) throw error;
      return await this.#askOnce(this.openClient(), request);
    }
  }

  async #askOnce<Answer>(
    client: Client,
    request: (client: Client) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await withinTime(this.#requestTimeoutMs, () => request(client));
    } catch (error) {
      if (error instanceof RequestTimeoutError) this.#abandon(client);
      // This library closed it, not its owner, so the storage is not closed.
      if (isClientClosed(error) && this.client !== client) throw turnTooLate(error);
      throw error;
    }
  }

  /** Begins a transaction; ends it when it begins too late, as its lock would keep others waiting. */
  async #begin(first: Statement): Promise<Transaction> {
    let isTooLate = false;
    try {
      return await this.ask(async (client) => {
        const transaction = await beginToWrite(client, first);
        if (isTooLate) transaction.close();
        return transaction;
      });
    } catch (error) {
      isTooLate = true;
      throw error;
    }
  }

  /** Takes another WebSocket in place of one that may be dead: requests over HTTP have their own. */
  #abandon(client: Client): void {
    if (client.protocol !== 'ws' || this.client !== client) return;
    this.client = this.source.open();
    this.source.close(client);
  }
}

/**
 * Begins a transaction at once: by itself, the client begins it with the first statement. That has
 * to be a write, as a replica node would answer anything else from its own, older data.
 */
async function beginToWrite(client: Client, first: Statement): Promise<Transaction> {
  const transaction = await client.transaction('write');
  try {
    await transaction.execute(toClientStatement(toPositional(first)));
    return transaction;
  } catch (error) {
    transaction.close();
    throw error;
  }
}
