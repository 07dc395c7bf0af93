import { namedTables, type TableNames } from '@mastra-datasets/core';
import type { StateFormat } from './rows/state-format.js';

/** The names of the tables in one database, quoted where SQL needs it. */
export interface PrefixedTables extends TableNames {
  readonly prefix: string;
}

/** The tables, and how the states of items are read from them. */
export interface Tables extends PrefixedTables {
  readonly states: StateFormat;
}

/** Names the tables with a prefix, which is a plain SQL name or empty. */
export function tableNames(prefix: string): PrefixedTables {
  return { prefix, ...namedTables((table) => `"${prefix}${table}"`) };
}
