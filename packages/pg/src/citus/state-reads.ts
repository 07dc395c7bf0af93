import type { NeededCommit, Reader } from '../reader.js';
import { toId, type Row } from '../rows.js';
import { separate, type StateQueries } from '../sql/state-queries.js';

/** What states are read by. */
export interface StateReads {
  readonly reader: Reader;
  /** Whether no read is answered by a server that knows less than one that answered before. */
  readonly isOneServer: boolean;
}

/**
 * Reads the states of so many items at most, as of a version of one dataset, by statements on one
 * table each. Citus keeps the plans of such statements, and plans all others anew every time, on two
 * machines. Former states are looked for where not all items are found that are current.
 *
 * Each statement sees at least what those before it saw. So a state that ends meanwhile is found
 * twice, and not missed. Where the dataset ends meanwhile, items are missing, as callers expect then.
 */
export async function readInParts(
  { reader, isOneServer }: StateReads,
  queries: StateQueries,
  count: number,
  needed?: NeededCommit,
): Promise<Row[]> {
  const [first, ...others] = separate(queries);
  if (first === undefined) return [];
  const together = isOneServer ? [first] : [first, ...others];
  const found = (await reader.readAll(together, needed)).flat();
  if (isOneServer && others.length > 0 && found.length < count) {
    const former = (await reader.readAll(others, needed)).flat();
    return firstOfEach([...found, ...former]);
  }
  return firstOfEach(found);
}

/** The first row of each item. */
function firstOfEach(rows: readonly Row[]): Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const id = toId(row);
    if (!found.has(id)) found.set(id, row);
  }
  return [...found.values()];
}
