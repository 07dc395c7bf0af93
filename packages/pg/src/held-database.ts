import type { TakenSession } from './checkout.js';
import type { Database, LockedWrite } from './database.js';
import { mayRetry, TransactionFailure, translateFailure } from './failures.js';
import type { Row } from './rows.js';
import type { Lock, Statement } from './sql/statement.js';

/** What a {@link HeldDatabase} needs of the database that it holds. */
export interface HeldSource extends Database {
  /** The statements that bound how long a write waits for locks, and a commit. */
  lockLimits(): { readonly write: readonly Statement[]; readonly commit: readonly Statement[] };
  /** Notes that a write has been carried out, or may have been. */
  noteWrite(): void;
}

/**
 * A database in a transaction that has locked a dataset. The first write commits it and gives the
 * connection back. What follows goes the usual way, and so does everything when the transaction is
 * lost: whoever writes names the conditions that it depends on.
 */
export class HeldDatabase implements Database {
  readonly #source: HeldSource;
  #taken: TakenSession | undefined;

  constructor(source: HeldSource, taken: TakenSession) {
    this.#source = source;
    this.#taken = taken;
  }

  async read(statement: Statement): Promise<Row[]> {
    const [rows] = await this.readAll([statement]);
    return rows ?? [];
  }

  async readAll(statements: readonly Statement[]): Promise<readonly Row[][]> {
    const taken = this.#taken;
    if (taken === undefined) return this.#source.readAll(statements);
    try {
      return await taken.session.runWithin(statements);
    } catch (error) {
      if (!(error instanceof TransactionFailure)) throw error;
      // The failure has undone the transaction, and says less than that of another try.
      await this.#giveBack();
      return this.#source.readAll(statements);
    }
  }

  write(statements: readonly Statement[]): Promise<Row[][]> {
    const { write } = this.#source.lockLimits();
    return this.#commit(write, statements, () => this.#source.write(statements));
  }

  async writeLocked(lock: Lock, write: LockedWrite): Promise<Row[][]> {
    const otherwise = () => this.#source.writeLocked(lock, write, true);
    if (this.#taken === undefined) return otherwise();
    const { commit } = this.#source.lockLimits();
    return this.#commit(commit, write.statements(), otherwise);
  }

  /** Does not lock anything twice; what was held before may be held again. */
  hold<Outcome>(lock: Lock, work: (database: Database) => Promise<Outcome>): Promise<Outcome> {
    return this.#taken === undefined ? this.#source.hold(lock, work) : work(this);
  }

  /** Undoes the transaction, unless a write has ended it, and gives the connection back. */
  async release(): Promise<void> {
    const taken = this.#take();
    await taken?.finish((session) => session.abandon());
  }

  /** Ends the transaction with a write. Writes otherwise when nothing is held any more. */
  async #commit(
    limits: readonly Statement[],
    statements: readonly Statement[],
    otherwise: () => Promise<Row[][]>,
  ): Promise<Row[][]> {
    const taken = this.#take();
    if (taken === undefined) return otherwise();
    try {
      const rows = await taken.finish((session) => session.commit([...limits, ...statements]));
      this.#source.noteWrite();
      return rows.slice(limits.length);
    } catch (error) {
      if (!(error instanceof TransactionFailure)) throw error;
      if (mayRetry(error)) return await otherwise();
      if (error.stage === 'committing') this.#source.noteWrite();
      throw translateFailure(error, 'write');
    }
  }

  /** Gives back a connection whose transaction has failed. */
  async #giveBack(): Promise<void> {
    await this.#take()?.finish(() => Promise.resolve());
  }

  #take(): TakenSession | undefined {
    const taken = this.#taken;
    this.#taken = undefined;
    return taken;
  }
}
