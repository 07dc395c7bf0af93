import type { versionArguments } from '../../../../arguments/versions.js';
import { DatasetsError } from '../../../../errors.js';
import type * as types from '../../../types.js';
import { compareText } from '../order.js';
import type { StorageContext } from './context.js';
import { datasetNotFound, versionNotFound } from './errors.js';
import { toTag } from './mapping.js';
import type { DatasetsPrimitives } from './primitives.js';
import type { TagRecord } from './records.js';
import { requireCommit } from './versions.js';

async function sortedTags(primitives: DatasetsPrimitives, datasetId: string) {
  const tags = await primitives.findTags(datasetId);
  return tags.sort((left, right) => compareText(left.tag, right.tag));
}

/** Names a commit. */
export async function tagVersion(
  { primitives, clock }: StorageContext,
  { datasetId, version, tag, move }: ReturnType<typeof versionArguments.tag>,
): Promise<types.DatasetTag> {
  const commit = await requireCommit(primitives, datasetId, version);
  const record = { datasetId, tag, version: commit.version, createdAt: clock.now() };
  const stored = await primitives.putTag(record, move === true);
  const holder = await findTag(primitives, datasetId, tag);
  if (holder === undefined) {
    // Somebody removed the tag, or the dataset with it, in between.
    await requireCommit(primitives, datasetId, version);
    return toTag({ ...record, number: commit.number });
  }
  if (stored) return toTag(holder);
  throw new DatasetsError('VERSION_CONFLICT', `The tag ${tag} names another version.`, {
    details: { datasetId, tag, current: new Date(holder.version) },
  });
}

async function findTag(
  primitives: DatasetsPrimitives,
  datasetId: string,
  tag: string,
): Promise<TagRecord | undefined> {
  const tags = await primitives.findTags(datasetId);
  return tags.find((record) => record.tag === tag);
}

/** Removes a tag. */
export async function untagVersion(
  primitives: DatasetsPrimitives,
  { datasetId, tag }: ReturnType<typeof versionArguments.untag>,
): Promise<void> {
  if (await primitives.deleteTag(datasetId, tag)) return;
  if ((await primitives.findDataset(datasetId)) === null) throw datasetNotFound(datasetId);
  throw versionNotFound(datasetId, tag);
}

/** Lists a dataset's tags in alphabetical order. */
export async function listTags(
  primitives: DatasetsPrimitives,
  datasetId: string,
): Promise<types.DatasetTag[]> {
  return (await sortedTags(primitives, datasetId)).map(toTag);
}

/** A dataset's tags in alphabetical order, by the version they name. */
export async function tagsByVersion(
  primitives: DatasetsPrimitives,
  datasetId: string,
): Promise<ReadonlyMap<number, string[]>> {
  const tags = new Map<number, string[]>();
  for (const { tag, version } of await sortedTags(primitives, datasetId)) {
    const others = tags.get(version);
    if (others === undefined) tags.set(version, [tag]);
    else others.push(tag);
  }
  return tags;
}
