import type { ForkSource } from './commits.js';
import type { DatasetUpdate } from './dataset-writes.js';
import type { CommitRecord, DatasetRecord, NumberedTag, TagRecord } from './records.js';
import type { DatasetUpdateRefused, ForkRefused, TagRefused } from './refusals.js';

/** The dataset after an update, or the condition that does not hold. */
export function updatedDatasetOn(
  { expectedUpdatedAt, expectedVersion, record }: DatasetUpdate,
  before: DatasetRecord | null,
): DatasetRecord | DatasetUpdateRefused {
  if (before === null) return { refused: 'dataset' };
  const { updatedAt, version, versionNumber } = before;
  if (updatedAt !== expectedUpdatedAt) return { refused: 'fields' };
  if (expectedVersion !== 'any' && expectedVersion !== version) return { refused: 'version' };
  return { ...record, version, versionNumber };
}

/** What a fork is judged by. */
export interface ForkBasis {
  /** The dataset that has the id of the fork. */
  readonly holder: DatasetRecord | null;
  readonly source: DatasetRecord | null;
  /** The items of the source with a purged state. */
  readonly purgedIds: readonly string[];
}

/** The fork, or the condition that does not hold. */
export function forkOn(
  { createdAt, purgedItems }: ForkSource,
  fork: DatasetRecord,
  { holder, source, purgedIds }: ForkBasis,
): DatasetRecord | ForkRefused {
  if (holder !== null) return { refused: 'id' };
  if (source?.createdAt !== createdAt) return { refused: 'source' };
  return new Set(purgedIds).size === purgedItems ? fork : { refused: 'purged' };
}

/** The arguments of `putTag`. */
export interface TagRequest {
  readonly tag: Omit<TagRecord, 'number'>;
  readonly move: boolean;
  readonly upTo: number | null;
}

/**
 * The tag to store, or the condition that does not hold.
 *
 * @param findCommit finds the newest commit at or before a time.
 * @param holder the tag of this name that there is.
 */
export function tagOn(
  { tag, move, upTo }: TagRequest,
  findCommit: (time: number) => CommitRecord | null,
  holder: TagRecord | undefined,
): NumberedTag | TagRefused {
  const { version } = tag;
  const commit = findCommit(version);
  if (commit?.version !== version) return { refused: 'commit' };
  const newest = upTo === null ? commit : findCommit(upTo);
  if (newest?.version !== version) return { refused: 'newest' };
  const { number } = commit;
  if (holder === undefined) return { ...tag, number };
  if (holder.version === version) return { ...holder, number };
  return move ? { ...tag, number } : { refused: 'tag' };
}
