/** A condition on a write: its name in refusals, and SQL that is never NULL. */
export interface Condition {
  readonly name: string;
  readonly sql: string;
}

/**
 * SQL that fails, and with it the whole batch, where it is evaluated; the message names a condition.
 * Outside of triggers SQLite has nothing to raise an error with, but it quotes what is no JSON path.
 */
function refuse(condition: string): string {
  return `json_extract('{}', 'refused by condition ${condition}')`;
}

/** SQL for a value; it refuses the batch with the first condition that does not hold. */
export function refuseUnless(conditions: readonly Condition[], value: string): string {
  const branches = conditions.map(({ name, sql }) => `WHEN NOT (${sql}) THEN ${refuse(name)}`);
  return branches.length === 0 ? value : `CASE ${branches.join(' ')} ELSE ${value} END`;
}

/** The condition that a message of the database names as the one that does not hold. */
export function conditionIn(message: string): string | undefined {
  return /refused by condition ([A-Za-z]+)/.exec(message)?.[1];
}
