import { invalidArgument } from './arguments/invalid.js';

/** The bounds of what a storage takes. Lengths are in UTF-16 code units, sizes in bytes of UTF-8. */
export interface DatasetsLimits {
  /** The length of an id that is looked up. */
  readonly idLength: number;
  /** The length of a dataset's name. */
  readonly nameLength: number;
  /** The length of a dataset's description. */
  readonly descriptionLength: number;
  /** The length of an external id. */
  readonly externalIdLength: number;
  /** The length of a tag. */
  readonly tagLength: number;
  /** The length of a version's author. */
  readonly authorLength: number;
  /** The length of the name of a split. */
  readonly splitLength: number;
  /** How many splits one item may belong to. */
  readonly splitCount: number;
  /** The length of a version's message. */
  readonly messageLength: number;
  /** How deep a JSON value may be nested; at most 1,000. */
  readonly jsonDepth: number;
  /** How many members an array in a JSON value may have. */
  readonly arrayLength: number;
  /** The size of the JSON text of one item, or of what one update sets. */
  readonly itemSize: number;
  /** The size of the JSON text of a dataset's metadata, its attributes, or one of its schemas. */
  readonly metadataSize: number;
  /** How many changes one batch may hold. */
  readonly batchLength: number;
  /** The size of the JSON text of all items of one batch. */
  readonly batchSize: number;
  /** How many entries a page may ask for; `perPage: false` always means all. */
  readonly pageLength: number;
  /** How many items an iteration fetches at a time. */
  readonly iterationBatchSize: number;
}

/** The limits of a storage that was not given others. */
export const LIMITS: DatasetsLimits = Object.freeze({
  idLength: 255,
  nameLength: 1_000,
  descriptionLength: 100_000,
  externalIdLength: 255,
  tagLength: 255,
  authorLength: 255,
  splitLength: 255,
  splitCount: 100,
  messageLength: 10_000,
  jsonDepth: 1_000,
  arrayLength: 10_000_000,
  // libSQL servers take rows of a little more than that.
  itemSize: 4_000_000,
  metadataSize: 1_000_000,
  batchLength: 1_000_000,
  batchSize: 256_000_000,
  pageLength: Number.MAX_SAFE_INTEGER,
  iterationBatchSize: 10_000,
});

/** What a limit can be at most, where that is not any number: JSON is read recursively. */
const HIGHEST: Partial<DatasetsLimits> = { jsonDepth: LIMITS.jsonDepth };

/** Fills in {@link LIMITS}. Throws `INVALID_ARGUMENT` for an unknown limit or one out of bounds. */
export function completeLimits(given: Partial<DatasetsLimits> = {}): DatasetsLimits {
  const value: unknown = given;
  if (typeof value !== 'object' || value === null) throw invalidArgument('limits', 'not an object');
  for (const [name, limit] of Object.entries(given)) {
    const path = `limits.${name}`;
    if (!isLimitName(name)) throw invalidArgument(path, 'there is no such limit');
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw invalidArgument(path, 'not a positive integer');
    }
    const highest = HIGHEST[name] ?? Infinity;
    if (limit > highest) throw invalidArgument(path, `more than ${highest}`);
  }
  return Object.freeze({ ...LIMITS, ...given });
}

function isLimitName(name: string): name is keyof DatasetsLimits {
  return Object.hasOwn(LIMITS, name);
}
