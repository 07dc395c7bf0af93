/** Everything that a database stores, by table. */
export type StoredRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const TIMES: ReadonlySet<string> = new Set([
  'version',
  'createdAt',
  'updatedAt',
  'validTo',
  'purgedAt',
]);

const IDS: ReadonlySet<string> = new Set(['id', 'datasetId']);

function rankOf(rows: StoredRows, columns: ReadonlySet<string>): Map<unknown, number> {
  const values = new Set<string | number>();
  for (const row of Object.values(rows).flat()) {
    for (const [column, value] of Object.entries(row)) {
      const isKey = typeof value === 'string' || typeof value === 'number';
      if (columns.has(column) && isKey) values.add(value);
    }
  }
  const sorted = [...values].sort((left, right) => (left < right ? -1 : 1));
  return new Map(sorted.map((value, index) => [value, index]));
}

/**
 * The rows with ids and times replaced by their ranks, so that the same calls on another dataset
 * give the same.
 */
export function withoutIdentity(rows: StoredRows): StoredRows {
  const times = rankOf(rows, TIMES);
  const ids = rankOf(rows, IDS);
  const replace = ([column, value]: [string, unknown]): [string, unknown] => {
    if (value === null) return [column, value];
    if (TIMES.has(column)) return [column, times.get(value)];
    return IDS.has(column) ? [column, ids.get(value)] : [column, value];
  };
  return Object.fromEntries(
    Object.entries(rows).map(([table, stored]) => [
      table,
      stored.map((row) => Object.fromEntries(Object.entries(row).map(replace))),
    ]),
  );
}
