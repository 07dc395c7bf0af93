/** The most ids that one statement names: servers take no value of more than about 5 MB. */
export const MOST_IDS = 10_000;

/** Splits what names ids into as many parts as it takes; none of nothing. */
export function chunk<Named>(list: readonly Named[]): (readonly Named[])[] {
  const chunks: (readonly Named[])[] = [];
  for (let start = 0; start < list.length; start += MOST_IDS) {
    chunks.push(list.slice(start, start + MOST_IDS));
  }
  return chunks;
}

/** A condition on ids, and the value of its parameter `:ids`. */
interface IdCondition {
  /** Names the condition in the names of statements. */
  readonly kind: 'one' | 'many';
  readonly condition: string;
  readonly ids: string;
}

/** A condition that an id is one of some. */
export function idIsIn(ids: readonly string[]): IdCondition {
  const [only] = ids;
  // A single id takes SQLite less time to prepare, and single changes are the most frequent.
  return ids.length === 1 && only !== undefined
    ? { kind: 'one', condition: '"id" = :ids', ids: only }
    : {
        kind: 'many',
        condition: '"id" IN (SELECT value FROM json_each(:ids))',
        ids: JSON.stringify(ids),
      };
}
