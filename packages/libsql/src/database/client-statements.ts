import type { InStatement, InValue, ResultSet } from '@libsql/client';
import type { PositionalStatement, Result } from '../sql/statement.js';

/** A statement as the client takes it. */
export function toClientStatement({ sql, args }: PositionalStatement): InStatement {
  return { sql, args: args as InValue[] };
}

/** A result as the client gives it. */
export function toResult({ rows, rowsAffected }: ResultSet): Result {
  return { rows, changes: rowsAffected };
}
