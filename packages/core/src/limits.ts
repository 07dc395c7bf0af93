/** The bounds of what a storage takes; lengths are in UTF-16 code units. */
export const LIMITS = Object.freeze({
  /** The length of an id that is looked up. */
  idLength: 255,
  /** The length of a dataset's name. */
  nameLength: 1_000,
  /** The length of a dataset's description. */
  descriptionLength: 100_000,
  /** The length of an external id. */
  externalIdLength: 255,
  /** The length of a tag. */
  tagLength: 255,
  /** The length of a version's message. */
  messageLength: 10_000,
  /** How deep a JSON value may be nested. */
  jsonDepth: 1_000,
  /** How many members an array in a JSON value may have. */
  arrayLength: 10_000_000,
  /** How many changes one batch may hold. */
  batchLength: 1_000_000,
  /** How many items an iteration fetches at a time. */
  iterationBatchSize: 10_000,
});
