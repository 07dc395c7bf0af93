import { withSession } from './checkout.js';
import type { Connection } from './connection.js';
import { TransactionFailure } from './failures.js';
import type { PostgresPool } from './options.js';
import type { NeededCommit, Reader } from './reader.js';
import type { Row } from './rows.js';
import { lookupId } from './sql/ids.js';
import { Parameters, type Statement } from './sql/statement.js';
import type { Tables } from './tables.js';

/** The place in the log up to which everything acknowledged has been written. */
const CURRENT_PLACE: Statement = { text: 'SELECT pg_current_wal_insert_lsn()', values: [] };

/** What a {@link ReplicaReader} needs. */
export interface ReplicaReaderOptions {
  readonly primary: Connection;
  readonly pool: PostgresPool;
  readonly tables: Tables;
  /** Whether reads have to show what the primary's connection wrote before. */
  readonly readsOwnWrites: boolean;
}

/**
 * Reads from replicas what they have for certain. As versions never change and arrive in order, a
 * replica that knows a dataset's commit gives all of its versions up to that exactly. Whatever a
 * replica does not know, does not find, or fails at, the primary is asked for.
 */
export class ReplicaReader implements Reader {
  readonly #options: ReplicaReaderOptions;
  /** How many writes there were when the place was looked up. */
  #writesAtPlace = 0;
  #place: string | null = null;

  constructor(options: ReplicaReaderOptions) {
    this.#options = options;
  }

  async read(statement: Statement, needed?: NeededCommit): Promise<Row[]> {
    const [rows] = await this.readAll([statement], needed);
    return rows ?? [];
  }

  async readAll(
    statements: readonly Statement[],
    needed?: NeededCommit,
  ): Promise<readonly Row[][]> {
    const { primary } = this.#options;
    const found = await this.#readFromReplica(statements, needed);
    // What is not there yet may be new, but not in a version that is there.
    const isAnswer = needed !== undefined || found?.some((rows) => rows.length > 0) === true;
    return found !== null && isAnswer ? found : primary.readAll(statements);
  }

  /** Gives `null` where the replica is behind or fails. */
  async #readFromReplica(
    statements: readonly Statement[],
    needed?: NeededCommit,
  ): Promise<readonly Row[][] | null> {
    const { pool, primary } = this.#options;
    const isRecent = await this.#isRecent(needed);
    try {
      return await withSession(pool, primary.replicaOptions, async (session) => {
        if (isRecent === null) return session.runAll(statements);
        const [recent, ...rows] = await session.runAll([isRecent, ...statements]);
        return recent?.length === 1 ? rows : null;
      });
    } catch (error) {
      if (error instanceof TransactionFailure) return null;
      throw error;
    }
  }

  /** Gives a row when the replica has come far enough; `null` when it need not have. */
  async #isRecent(needed: NeededCommit | undefined): Promise<Statement | null> {
    const parameters = new Parameters();
    const conditions: string[] = [];
    const place = await this.#ownPlace();
    if (place !== null) {
      conditions.push(`(NOT pg_is_in_recovery()
        OR pg_last_wal_replay_lsn() >= ${parameters.add(place)}::pg_lsn)`);
    }
    if (needed !== undefined) {
      const { datasets } = this.#options.tables;
      conditions.push(`EXISTS (SELECT 1 FROM ${datasets}
        WHERE "id" = ${parameters.add(lookupId(needed.datasetId))}
          AND "version" >= ${parameters.add(needed.version)})`);
    }
    if (conditions.length === 0) return null;
    return { text: `SELECT 1 WHERE ${conditions.join(' AND ')}`, values: parameters.values };
  }

  /** The place in the log after this storage's last write; looked up once after each. */
  async #ownPlace(): Promise<string | null> {
    const { primary, readsOwnWrites } = this.#options;
    if (!readsOwnWrites) return null;
    const { writes } = primary;
    if (writes > this.#writesAtPlace) {
      const [row] = await primary.read(CURRENT_PLACE);
      this.#place = String(row?.[0]);
      this.#writesAtPlace = writes;
    }
    return this.#place;
  }
}
