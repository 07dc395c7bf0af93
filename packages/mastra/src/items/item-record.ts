import type { DatasetItem } from '@mastra-datasets/core';
import { purgeMark } from '@mastra-datasets/migration/fields';
import type {
  DatasetItemSource,
  DatasetRecord,
  DatasetItem as MastraItem,
} from '@mastra/core/storage';
import { isObject, isText, isTexts } from '../members.js';
import { numberOf } from '../versions/numbers.js';

/** Whose data the items of a dataset are: they inherit it. */
export type Tenancy = Pick<DatasetRecord, 'organizationId' | 'projectId'>;

/** The fields of an item in Mastra that are none of our attributes. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'datasetId',
  'datasetVersion',
  'externalId',
  'organizationId',
  'projectId',
  'input',
  'groundTruth',
  'metadata',
  'source',
  'createdAt',
  'updatedAt',
]);

function isSource(value: unknown): value is DatasetItemSource {
  return isObject(value) && isText(value['type']);
}

function isToolMocks(value: unknown): boolean {
  return Array.isArray(value) && value.every((mock) => isObject(mock) && isText(mock['toolName']));
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

/** Gives an item as Mastra knows it. What Mastra keeps beyond our fields is in the attributes. */
export function toMastraItem(item: DatasetItem, tenancy: Tenancy): MastraItem {
  const { purgedAt, context, source, attributes } = item;
  const known: MastraItem = {
    id: item.id,
    datasetId: item.datasetId,
    datasetVersion: numberOf(item),
    externalId: item.externalId ?? null,
    organizationId: tenancy.organizationId ?? null,
    projectId: tenancy.projectId ?? null,
    input: item.input,
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
  };
  if (purgedAt !== undefined) {
    return { ...known, ...PURGED_CONTENT, metadata: purgeMark(purgedAt) };
  }
  // Snapshots have many items: what most of them lack costs nothing.
  if ('expectedOutput' in item) known.groundTruth = item.expectedOutput;
  if (context !== undefined) known.metadata = context;
  if (isSource(source)) known.source = source;
  return attributes === undefined ? known : withAttributes(known, attributes);
}

/** What Mastra knows of the attributes. Of another type, one counts as absent. */
const GUARDS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['toolMocks', isToolMocks],
  ['unmockedToolPolicy', isText],
  ['scorerIds', isTexts],
  ['requestContext', isObject],
]);

/** Adds the attributes. None stands for a field that has a place of its own. */
function withAttributes(known: MastraItem, attributes: Record<string, unknown>): MastraItem {
  const added = Object.entries(attributes).filter(
    ([name, value]) =>
      !OWN_FIELDS.has(name) && (value === null || (GUARDS.get(name)?.(value) ?? true)),
  );
  // An assignment to a member called __proto__ would do something else.
  return { ...Object.fromEntries(added), ...known };
}
