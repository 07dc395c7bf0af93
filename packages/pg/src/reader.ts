import { datasetKey } from '@mastra-datasets/core';
import type { Row } from './rows.js';
import type { Statement } from './sql/statement.js';

/** A commit that whoever answers a read has to know, or a later one of the same dataset. */
export interface NeededCommit {
  /** The key of the dataset. */
  readonly datasetId: string;
  readonly version: number;
}

/** What runs statements that read. */
export interface Reader {
  /** Reads with one statement, where a commit is known if one is needed. */
  read(statement: Statement, needed?: NeededCommit): Promise<Row[]>;
  /** Reads with several statements at once, each of which sees at least what those before it saw. */
  readAll(statements: readonly Statement[], needed?: NeededCommit): Promise<readonly Row[][]>;
}

/** The commit that a read at a time needs; none for what is current. */
export function commitAt(datasetId: string, at: number): NeededCommit;
export function commitAt(datasetId: string, at: number | null): NeededCommit | undefined;
export function commitAt(datasetId: string, at: number | null): NeededCommit | undefined {
  return at === null ? undefined : { datasetId: datasetKey(datasetId), version: at };
}
