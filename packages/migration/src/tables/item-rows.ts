import { NO_DOCUMENTS, type ItemRecord, type JsonDocument } from '@mastra-datasets/core';
import type { Row } from '../connection/connection.js';
import {
  isObject,
  isText,
  namelessItemAttributes,
  toNewItem,
  toPayload,
  without,
} from '../fields/index.js';
import type { Column } from './columns.js';
import {
  inGivenOrder,
  readContent,
  splitContent,
  type Content,
  type MakeDocument,
} from './content.js';
import type { DatasetIndex, KnownState } from './dataset-index.js';
import { textOf } from './values.js';

/** The columns of an item that are none of its content. */
const OWN = new Set([
  'id',
  'datasetId',
  'datasetVersion',
  'organizationId',
  'projectId',
  'validTo',
  'isDeleted',
  'createdAt',
  'updatedAt',
]);

/** The columns that hold the content of an item. */
export function contentColumns(columns: readonly Column[]): readonly Column[] {
  return columns.filter(({ name }) => !OWN.has(name));
}

/** What a record has of the content of an item. */
type ItemContent = Pick<
  ItemRecord,
  keyof typeof NO_DOCUMENTS | 'input' | 'externalId' | 'purgedAt'
>;

/** When content was removed, by the mark that Mastra leaves; `null` where it was not. */
function purgeTimeOf(content: Content): number | null {
  const { input, metadata, ...others } = without(content, 'externalId');
  // Anybody may write such metadata; with content beside it, nothing was purged.
  if (input !== null || !isObject(metadata) || Object.values(others).some(isContent)) return null;
  const { __purged: isPurged, purgedAt } = metadata;
  const time = isPurged === true && isText(purgedAt) ? new Date(purgedAt).getTime() : Number.NaN;
  return Number.isFinite(time) ? time : null;
}

function isContent(value: unknown): boolean {
  return value !== null;
}

/** Makes our content of what the columns hold. */
function contentFrom(content: Content, makeDocument: MakeDocument): ItemContent {
  const purgedAt = purgeTimeOf(content);
  if (purgedAt !== null) {
    return { ...NO_DOCUMENTS, input: inGivenOrder(null), externalId: null, purgedAt };
  }
  const item = toNewItem(content);
  const document = (value: unknown): JsonDocument | null =>
    value === undefined ? null : makeDocument(value);
  return {
    input: makeDocument(item.input ?? null),
    expectedOutput: document(item.expectedOutput),
    context: document(item.context),
    splits: null,
    source: document(item.source),
    attributes: document(item.attributes),
    externalId: item.externalId ?? null,
    purgedAt: null,
  };
}

/** Reads the row of a state. */
export function readItem(
  row: Row,
  columns: readonly Column[],
  { number, createdAt }: KnownState,
  { timeline }: DatasetIndex,
  makeDocument: MakeDocument,
): ItemRecord {
  const version = timeline.timeOf(number);
  return {
    id: textOf(row, 'id'),
    datasetId: textOf(row, 'datasetId'),
    version,
    versionNumber: number,
    createdAt,
    updatedAt: version,
    ...contentFrom(readContent(row, contentColumns(columns)), makeDocument),
  };
}

/** Splits the content of a record into what the columns of Mastra hold, and the names of the rest. */
export function splitItem(
  record: ItemRecord,
  columns: readonly Column[],
): ReturnType<typeof splitContent> {
  const value = (document: JsonDocument | null) =>
    document?.toValue() as Record<string, unknown> | undefined;
  const item = {
    input: record.input.toValue(),
    ...(record.expectedOutput === null ? {} : { expectedOutput: record.expectedOutput.toValue() }),
    context: value(record.context),
    source: value(record.source),
    attributes: value(record.attributes),
    externalId: record.externalId ?? undefined,
  };
  const { held, lost } = splitContent(toPayload(item), contentColumns(columns));
  return { held, lost: [...lost, ...namelessItemAttributes(item)] };
}

/** A record as Mastra's tables would give it back. */
export function projectItem(
  record: ItemRecord,
  columns: readonly Column[],
  makeDocument: MakeDocument,
): ItemRecord {
  if (record.purgedAt !== null) return record;
  return { ...record, ...contentFrom(splitItem(record, columns).held, makeDocument) };
}
