import type { Statement } from '../sql/statement.js';

/** The highest number that is written into a text: each makes another statement to keep. */
const HIGHEST = 101;

/**
 * Writes the length of a list into a statement that asks all shards. Citus keeps the plan of such a
 * statement only where it has no parameters. Others stay as they are.
 */
export function withKeptPlan(statement: Statement): Statement {
  const [length, ...more] = statement.values;
  if (length === undefined) return { ...statement, isPlanKept: true };
  if (typeof length !== 'number' || length > HIGHEST || more.length > 0) return statement;
  return { text: statement.text.replaceAll('$1', String(length)), values: [], isPlanKept: true };
}
