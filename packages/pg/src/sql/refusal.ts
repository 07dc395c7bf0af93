/** A condition on a write: its name in refusals, and SQL that is never NULL. */
export interface Condition {
  readonly name: string;
  readonly sql: string;
}

/** SQL for the name of the first condition that does not hold; NULL when all of them hold. */
export function firstFailing(conditions: readonly Condition[]): string {
  const branches = conditions.map(({ name, sql }) => `WHEN NOT (${sql}) THEN '${name}'`);
  return branches.length === 0 ? 'NULL' : `CASE ${branches.join(' ')} END`;
}

/**
 * SQL for a number; it fails, and with it the transaction, where a condition does not hold. SQL has
 * nothing to raise an error with, but every server quotes a text that it cannot read as a number.
 * `column` is any column at hand: what depends on nothing would be computed before the conditions.
 */
export function refuseUnless(
  conditions: readonly Condition[],
  column: string,
  value: string,
): string {
  const branches = conditions.map(
    ({ name, sql }) =>
      `WHEN NOT (${sql}) THEN ('refused by condition ${name} at ' || ${column}::text)::bigint`,
  );
  return branches.length === 0 ? value : `CASE ${branches.join(' ')} ELSE ${value} END`;
}

/**
 * SQL for NULL; it fails as {@link refuseUnless} does where a column of numbers has a value, at the
 * cost of looking at no other row.
 */
export function refuseWhere(name: string, column: string): string {
  return `CASE WHEN ${column} IS NOT NULL
    THEN ('refused by condition ${name} at ' || ${column}::text)::bigint END`;
}

/** The condition that a message of the server names as the one that does not hold. */
export function conditionIn(message: string): string | undefined {
  return /refused by condition ([A-Za-z]+) at /.exec(message)?.[1];
}
