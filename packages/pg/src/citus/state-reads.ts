import type { NeededCommit, Reader } from '../reader.js';
import { toId, type Row } from '../rows.js';
import { separate, type StateQueries } from '../sql/state-queries.js';

/**
 * Reads states of a version of one dataset by statements on one table each, in one exchange. Citus
 * keeps the plans of such statements, and plans all others anew every time, on two machines.
 *
 * Each statement has a snapshot of its own. But a state that was current for the first one may only
 * have become a former one of the same version since: it is found twice then, and never missed.
 */
export async function readInParts(
  reader: Reader,
  queries: StateQueries,
  needed?: NeededCommit,
): Promise<Row[]> {
  const parts = await reader.readAll(separate(queries), needed);
  return firstOfEach(parts.flat());
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
