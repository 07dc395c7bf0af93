/**
 * Unites what several queries give, each of which names its rows alike. They are put into a
 * subquery, as Citus would run united queries one after the other otherwise: each would see what was
 * committed meanwhile, and an item that changes could be missing or be there twice.
 */
export function unionOf(
  queries: readonly string[],
  operator: 'UNION' | 'UNION ALL' = 'UNION ALL',
): string {
  return `SELECT * FROM (${queries.join(` ${operator} `)}) "united"`;
}
