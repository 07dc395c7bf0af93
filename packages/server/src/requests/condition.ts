import type { DatasetsStorage } from '@mastra-datasets/core';
import type { Context } from 'hono';
import { readEntityTag, readEntityTags, type EntityTag } from '../responses/entity-tags.js';
import { ServerProblem } from '../responses/problem.js';
import { requireDataset, requireItem } from '../routes/missing.js';
import type { Condition, Route } from '../routes/route.js';
import { invalidRequest } from './invalid.js';

/** What a request is to change. */
export interface Target {
  readonly storage: DatasetsStorage;
  /** The parameters of the path. */
  readonly path: Readonly<Record<string, string>>;
}

/** What a request demands of the state that it changes. */
interface Demand {
  readonly condition: Condition;
  /** The field of the argument that says it. Throws `PRECONDITION_FAILED` where nothing could. */
  readonly expectedOf: (target: Target) => Promise<Readonly<Record<string, unknown>>>;
}

/** Reads the entity tags of `If-Match`; `null` where it demands no more than that there is something. */
export function readIfMatch(context: Context): readonly string[] | null {
  const header = context.req.header('If-Match')?.trim();
  if (header === undefined || header === '*') return null;
  const tags = readEntityTags(header);
  if (tags === null) throw invalidRequest('If-Match', 'neither * nor ETags in quotes');
  return tags;
}

/**
 * Reads what `If-Match` demands of a change (RFC 9110, section 13.1.1); `null` for nothing. Of a list,
 * one tag has to be the current one. Weak tags never are.
 */
export function readCondition(context: Context, { method, condition }: Route): Demand | null {
  if (method === 'get') return null;
  if (context.req.header('If-None-Match') !== undefined) {
    throw invalidRequest('If-None-Match', 'taken by GET and HEAD only');
  }
  const tags = readIfMatch(context);
  if (tags === null) return null;
  if (condition === undefined) throw invalidRequest('If-Match', 'not taken here');
  const seen = tags.map(readEntityTag).filter((tag) => tag !== null);
  const candidates = condition === 'expectedUpdatedAt' ? seen.filter(isOfDataset) : seen;
  return {
    condition,
    expectedOf: async (target) => {
      const tag = await choose(condition, candidates, target);
      return { [condition]: condition === 'expectedUpdatedAt' ? tag.updatedAt : tag.versionNumber };
    },
  };
}

function isOfDataset({ updatedAt }: EntityTag): boolean {
  return updatedAt !== undefined;
}

/**
 * Chooses the tag that is compared. The storage compares it again as it writes, so what changes
 * meanwhile is refused.
 */
async function choose(
  condition: Condition,
  candidates: readonly EntityTag[],
  target: Target,
): Promise<EntityTag> {
  const [first, ...others] = candidates;
  if (first !== undefined && others.length === 0) return first;
  const isCurrent = await currentState(condition, target);
  if (first !== undefined) return candidates.find(isCurrent) ?? first;
  const name = condition === 'expectedItemVersion' ? 'the item' : 'the dataset';
  throw new ServerProblem(
    'PRECONDITION_FAILED',
    `If-Match names no state that ${name} can be in: it takes the ETag of ${name}, and no weak one.`,
  );
}

/** What is so now. Throws `DATASET_NOT_FOUND` and `ITEM_NOT_FOUND`. */
async function currentState(
  condition: Condition,
  { storage, path }: Target,
): Promise<(tag: EntityTag) => boolean> {
  const { datasetId = '', itemId = '' } = path;
  const dataset = await requireDataset(storage, datasetId);
  if (condition === 'expectedUpdatedAt') {
    return ({ updatedAt }) => updatedAt?.getTime() === dataset.updatedAt.getTime();
  }
  const isItem = condition === 'expectedItemVersion';
  const { versionNumber } = isItem
    ? await requireItem(storage, await storage.getItemById({ id: itemId }), path)
    : dataset;
  return (tag) => tag.versionNumber === versionNumber;
}
