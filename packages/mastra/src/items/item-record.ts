import type { DatasetItem, NewDatasetItem } from '@mastra-datasets/core';
import type {
  DatasetItemPayload,
  DatasetItemSource,
  DatasetItemToolMock,
  DatasetRecord,
  DatasetItem as MastraItem,
  DatasetUnmockedToolPolicy,
} from '@mastra/core/storage';
import { isObject, isText, isTexts, member, without, withoutAbsent } from '../members.js';
import { numberOf } from '../versions/numbers.js';

/** Whose data the items of a dataset are: they inherit it. */
export type Tenancy = Pick<DatasetRecord, 'organizationId' | 'projectId'>;

function isSource(value: unknown): value is DatasetItemSource {
  return isObject(value) && isText(value['type']);
}

function isToolMocks(value: unknown): value is DatasetItemToolMock[] {
  return Array.isArray(value) && value.every((mock) => isObject(mock) && isText(mock['toolName']));
}

/** The framework of tomorrow may know more policies than the one of today. */
function isPolicy(value: unknown): value is DatasetUnmockedToolPolicy {
  return isText(value);
}

/** What Mastra keeps of an item whose content was removed. */
const PURGED_CONTENT = {
  input: null,
  groundTruth: null,
  expectedTrajectory: null,
  toolMocks: null,
  unmockedToolPolicy: null,
  scorerIds: null,
  requestContext: null,
  source: null,
} as const;

/** The metadata of what was purged, in Mastra's words. */
export function purgeMark(purgedAt: Date): Record<string, unknown> {
  return { __purged: true, purgedAt: purgedAt.toISOString() };
}

/** Gives an item as Mastra knows it. What Mastra keeps beyond our fields is in the attributes. */
export function toMastraItem(item: DatasetItem, tenancy: Tenancy): MastraItem {
  return {
    ...contentOf(item),
    id: item.id,
    datasetId: item.datasetId,
    datasetVersion: numberOf(item),
    externalId: item.externalId ?? null,
    organizationId: tenancy.organizationId ?? null,
    projectId: tenancy.projectId ?? null,
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
  };
}

function contentOf(item: DatasetItem) {
  const { purgedAt, context, attributes = {} } = item;
  if (purgedAt !== undefined) return { ...PURGED_CONTENT, metadata: purgeMark(purgedAt) };
  const {
    expectedTrajectory,
    toolMocks,
    unmockedToolPolicy,
    scorerIds,
    requestContext,
    ...others
  } = attributes;
  return {
    ...others,
    input: item.input,
    ...('expectedOutput' in item ? { groundTruth: item.expectedOutput } : {}),
    ...(expectedTrajectory === undefined ? {} : { expectedTrajectory }),
    ...member('toolMocks', toolMocks, isToolMocks),
    ...member('unmockedToolPolicy', unmockedToolPolicy, isPolicy),
    ...member('scorerIds', scorerIds, isTexts),
    ...member('requestContext', requestContext, isObject),
    ...(context === undefined ? {} : { metadata: context }),
    ...member('source', item.source, isSource),
  };
}

/** The part of a payload that our storage keeps as attributes, without what is absent. */
export function attributesOf(payload: object): Record<string, unknown> {
  const members: Record<string, unknown> = { ...payload };
  return withoutAbsent(
    without(members, 'externalId', 'input', 'groundTruth', 'metadata', 'source'),
  );
}

/** Makes our input for a new item. What our storage has no field for becomes an attribute. */
export function toNewItem(payload: DatasetItemPayload): NewDatasetItem {
  const { externalId, input, groundTruth, metadata, source } = payload;
  const attributes = attributesOf(payload);
  return {
    input,
    ...(groundTruth === undefined ? {} : { expectedOutput: groundTruth }),
    context: metadata,
    source: source === undefined ? undefined : { ...source },
    externalId,
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}
