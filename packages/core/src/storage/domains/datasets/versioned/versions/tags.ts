import type { versionArguments } from '../../../../../arguments/index.js';
import { DatasetsError } from '../../../../../errors.js';
import type * as types from '../../../../types.js';
import { compareText } from '../../order.js';
import { isRefused, type TagRefused } from '../adapter/refusals.js';
import { untilAccepted } from '../commits/attempts.js';
import type { StorageContext } from '../context.js';
import { datasetNotFound, versionNotFound } from '../errors.js';
import { toTag } from '../reading/results.js';
import type { DatasetsPrimitives, DatasetsReads } from '../adapter/primitives.js';
import type { NumberedTag, TagRecord } from '../adapter/records.js';
import { requireCommit } from '../reading/version-references.js';

async function sortedTags(primitives: DatasetsReads, datasetId: string) {
  const tags = (await primitives.findTags(datasetId)).filter(isNumbered);
  return tags.sort((left, right) => compareText(left.tag, right.tag));
}

/** Whether the tagged commit exists. Reads leave out other tags, and `verify` reports them. */
function isNumbered(tag: TagRecord): tag is NumberedTag {
  return tag.number !== null;
}

type TagArguments = ReturnType<typeof versionArguments.tag>;

/** Names a commit. */
export async function tagVersion(
  context: StorageContext,
  parsed: TagArguments,
): Promise<types.DatasetTag> {
  const record = await untilAccepted(context, parsed.datasetId, () => tryToTag(context, parsed));
  return toTag(record);
}

/** Gives the tag. Refused when something that it was decided by has changed meanwhile. */
async function tryToTag(
  { primitives, clock }: StorageContext,
  { datasetId, version, tag, move }: TagArguments,
): Promise<NumberedTag | TagRefused> {
  const commit = await requireCommit(primitives, datasetId, version);
  const record = { datasetId, tag, version: commit.version, createdAt: clock.now() };
  const upTo = version instanceof Date ? version.getTime() : null;
  const answer = await primitives.putTag(record, move === true, upTo);
  if (!isRefused(answer)) return { ...record, ...answer, number: commit.number };
  const holder = answer.refused === 'tag' ? await findTag(primitives, datasetId, tag) : undefined;
  if (holder === undefined || holder.version === commit.version) return answer;
  throw new DatasetsError('VERSION_CONFLICT', `The tag ${tag} names another version.`, {
    details: { datasetId, tag, current: new Date(holder.version) },
  });
}

async function findTag(
  primitives: DatasetsReads,
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
  await primitives.refresh?.();
  if ((await primitives.findDataset(datasetId)) === null) throw datasetNotFound(datasetId);
  throw versionNotFound(datasetId, tag);
}

/** Lists a dataset's tags in alphabetical order. */
export async function listTags(
  primitives: DatasetsReads,
  datasetId: string,
): Promise<types.DatasetTag[]> {
  return (await sortedTags(primitives, datasetId)).map(toTag);
}

/** A dataset's tags in alphabetical order, by the version they name. */
export async function tagsByVersion(
  primitives: DatasetsReads,
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
