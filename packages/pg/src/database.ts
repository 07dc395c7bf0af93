import type { Reader } from './reader.js';
import type { Row } from './rows.js';
import type { Lock, Statement } from './sql/statement.js';

/** What is written while a lock is held. */
export interface LockedWrite {
  /** Statements that happen together or not at all. */
  statements(): readonly Statement[];
  /** One statement that locks, writes and commits; `null` where there is none. */
  call?(): Statement | null;
}

/** What the primitives run their statements on: a database, or one that is held. */
export interface Database extends Reader {
  /** Writes with several statements that happen together or not at all. They wait for locks. */
  write(statements: readonly Statement[]): Promise<Row[][]>;
  /**
   * Writes while a lock is held. What to write is asked for when the lock is there or can be had at
   * once, at every try. With `locksFirst`, the lock is waited for before.
   */
  writeLocked(lock: Lock, write: LockedWrite, locksFirst?: boolean): Promise<Row[][]>;
  /** Runs work while a lock is held, up to its first write or its end. */
  hold<Outcome>(lock: Lock, work: (database: Database) => Promise<Outcome>): Promise<Outcome>;
}
