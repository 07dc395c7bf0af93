import type { Client } from '@libsql/client';
import { isSyncUnsupported } from '../errors.js';
import { ClientDatabase } from './client-database.js';
import { ITEMS_PER_TURN } from './file-limits.js';
import { notAReplica } from './refusals.js';

/** A client with one connection to a local database: an embedded replica, a file, or memory. */
export class FileClientDatabase extends ClientDatabase {
  readonly itemsPerTurn = ITEMS_PER_TURN;
  /** Whether trying has shown that there is nothing to sync with. */
  #isNoReplica = false;

  async sync(): Promise<void> {
    try {
      await this.request('read', () => this.openClient().sync());
    } catch (error) {
      throw isSyncUnsupported(error) ? notAReplica(error) : error;
    }
  }

  async refresh(): Promise<boolean> {
    if (this.#isNoReplica) return false;
    try {
      await this.sync();
      return true;
    } catch (error) {
      // Only trying tells what the caller's client is.
      if (!isSyncUnsupported(error)) throw error;
      this.#isNoReplica = true;
      return false;
    }
  }

  protected ask<Answer>(request: (client: Client) => Promise<Answer>): Promise<Answer> {
    return request(this.openClient());
  }
}
