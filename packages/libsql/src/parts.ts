import { isTooLarge } from './errors.js';

/** The most keys in one statement: servers take no value of more than about 5 MB. */
const MOST_KEYS = 5_000;

/** How many rows are asked for at first where one answer cannot hold them all. */
const PART_LENGTH = 32_000;

/**
 * Reads what belongs to some keys at once, or in ever smaller parts where a server's answer would
 * be too large. Servers hold at most 10 MB in an answer by default.
 */
export async function readByKeys<Key, Row>(
  keys: readonly Key[],
  read: (keys: readonly Key[]) => Promise<Row[]>,
): Promise<Row[]> {
  if (keys.length === 0) return [];
  if (keys.length > MOST_KEYS) return readHalves(keys, read);
  try {
    return await read(keys);
  } catch (error) {
    if (!isTooLarge(error) || keys.length === 1) throw error;
    return readHalves(keys, read);
  }
}

async function readHalves<Key, Row>(
  keys: readonly Key[],
  read: (keys: readonly Key[]) => Promise<Row[]>,
): Promise<Row[]> {
  const middle = Math.ceil(keys.length / 2);
  const first = await readByKeys(keys.slice(0, middle), read);
  return first.concat(await readByKeys(keys.slice(middle), read));
}

/** Reads a part of a list: at most `limit` rows, from where the rows read so far end. */
export type ReadPart<Row> = (rows: readonly Row[], limit: number) => Promise<Row[]>;

/**
 * Reads a list at once, or where a server's answer would be too large, one part after the other.
 * `limit` is the most rows wanted, `null` for all.
 */
export async function readList<Row>(
  limit: number | null,
  readAll: () => Promise<Row[]>,
  readPart: ReadPart<Row>,
): Promise<Row[]> {
  try {
    return await readAll();
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    return readParts(limit ?? Infinity, readPart);
  }
}

async function readParts<Row>(limit: number, readPart: ReadPart<Row>): Promise<Row[]> {
  let rows: Row[] = [];
  let length = Math.min(PART_LENGTH, limit);
  while (rows.length < limit) {
    const wanted = Math.min(length, limit - rows.length);
    try {
      const part = await readPart(rows, wanted);
      rows = rows.concat(part);
      if (part.length < wanted) return rows;
    } catch (error) {
      length = Math.floor(wanted / 2);
      if (!isTooLarge(error) || length === 0) throw error;
    }
  }
  return rows;
}
