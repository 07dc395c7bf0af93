import type { TABLE_NAMES } from '../../../../constants.js';
import type { DatasetsReads } from './primitives.js';
import type { CommitRecord } from './records.js';

/** Values of a row by column: JSON as its text, times as milliseconds since the Unix epoch. */
export type RowValues = Readonly<Record<string, string | number | null>>;

/**
 * A database that has transactions, and whose driver answers at once. All writes happen within
 * {@link transaction}. What a driver throws may be thrown as it is, but for `STORAGE_BUSY`.
 */
export interface RowDatabase {
  /**
   * Runs work in a transaction, which an error undoes. It has to keep others from writing from its
   * beginning on, as the work reads first, and decides by that what it writes.
   */
  transaction<Result>(work: () => Result): Result;
  insert(table: TABLE_NAMES, row: RowValues): void;
  /** Sets columns of the rows that have all values of a key. */
  update(table: TABLE_NAMES, changes: RowValues, key: RowValues): void;
  /** Deletes the rows that have all values of a key, or all rows for an empty one; gives how many. */
  delete(table: TABLE_NAMES, key: RowValues): number;
  /** As the primitive. */
  close(): void;
}

/** A method that gives its result at once. */
type AtOnce<Method> = Method extends (...args: infer Args) => Promise<infer Result>
  ? (...args: Args) => Result
  : never;

/** The reads that are not made of others. */
type ReadName = Exclude<keyof DatasetsReads, 'itemsPerTurn' | 'findCommit' | 'countSplits'>;

/**
 * What an adapter implements for `primitivesOverRows`: reads, each of which gives at once what the
 * primitive of its name gives, and what makes the tables.
 */
export type RowPrimitives = {
  /** As the primitive. Where the database can, makes all tables in one transaction. */
  initialize(): void;
  /** The last commit whose version or number, as `column` says, is at most a value; or `null`. */
  findLastCommit(
    datasetId: string,
    column: 'version' | 'number',
    upTo: number,
  ): CommitRecord | null;
} & { readonly [Name in ReadName]: AtOnce<DatasetsReads[Name]> };
