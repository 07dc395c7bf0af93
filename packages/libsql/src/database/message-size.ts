import { DatasetsError } from '@mastra-datasets/core';
import type { PositionalStatement } from '../sql/statement.js';

/** How much a server takes in one message over WebSockets, in bytes, with some room to spare. */
const LARGEST_MESSAGE = 15_000_000;

/** The most that a character of text becomes in a message: an escape of six bytes. */
const LARGEST_CHARACTER = 6;

function lengthOf({ sql, args }: PositionalStatement): number {
  return args.reduce<number>(
    (length, value) => length + (typeof value === 'string' ? value.length : 20),
    sql.length,
  );
}

/**
 * Refuses statements that a server would answer by cutting the connection. Throws
 * `INVALID_ARGUMENT`; over HTTP there is no such limit.
 */
export function checkMessageSize(statements: readonly PositionalStatement[]): void {
  const length = statements.reduce((sum, statement) => sum + lengthOf(statement), 0);
  if (length * LARGEST_CHARACTER <= LARGEST_MESSAGE) return;
  const bytes = Buffer.byteLength(JSON.stringify(statements.map(({ sql, args }) => [sql, args])));
  if (bytes <= LARGEST_MESSAGE) return;
  const reason = `${bytes} bytes at once are too many over WebSockets; use an http: or libsql: url`;
  throw new DatasetsError('INVALID_ARGUMENT', `The changes are too large: ${reason}.`, {
    details: { path: 'argument', reason },
  });
}
