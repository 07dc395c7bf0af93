import type { Client } from '@libsql/client';
import { turnTooLate } from '../failures.js';
import type { PositionalStatement } from '../sql/statement.js';
import { ClientDatabase } from './client-database.js';
import type { ClientSource } from './clients.js';
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

  protected override checkTurn(since: number): void {
    if (performance.now() - since > this.#requestTimeoutMs) throw turnTooLate();
  }

  protected override checkBatch(batch: readonly PositionalStatement[]): void {
    if (this.openClient().protocol === 'ws') checkMessageSize(batch);
  }

  protected async ask<Answer>(request: (client: Client) => Promise<Answer>): Promise<Answer> {
    const client = this.openClient();
    try {
      return await withinTime(this.#requestTimeoutMs, () => request(client));
    } catch (error) {
      if (error instanceof RequestTimeoutError) this.#abandon(client);
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
