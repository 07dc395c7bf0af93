import type { NewDatasetItem } from '@mastra-datasets/core';
import { without, withoutAbsent } from './members.js';

/** The content of an item by the names that Mastra has for it, with all that it has beyond ours. */
export interface MastraItemPayload {
  readonly externalId?: string | null | undefined;
  readonly input?: unknown;
  readonly groundTruth?: unknown;
  readonly metadata?: Record<string, unknown> | undefined;
  readonly source?: object | undefined;
}

/** The names that Mastra has for our fields. */
const FIELD_NAMES = ['externalId', 'input', 'groundTruth', 'metadata', 'source'] as const;

/** The part of a payload that our storage keeps as attributes, without what is absent. */
export function attributesOf(payload: object): Record<string, unknown> {
  const members: Record<string, unknown> = { ...payload };
  return withoutAbsent(without(members, ...FIELD_NAMES));
}

/** Makes our input for a new item. What our storage has no field for becomes an attribute. */
export function toNewItem(payload: MastraItemPayload): NewDatasetItem {
  const { externalId, input, groundTruth, metadata, source } = payload;
  const attributes = attributesOf(payload);
  return {
    input,
    ...(groundTruth === undefined ? {} : { expectedOutput: groundTruth }),
    context: metadata,
    source: source && { ...source },
    externalId: externalId ?? undefined,
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}

/** The attributes that Mastra has no name for, as they have those of other fields. */
export function namelessItemAttributes({ attributes }: NewDatasetItem): string[] {
  return FIELD_NAMES.filter((name) => Object.hasOwn(attributes ?? {}, name));
}

/** The content of an item by the names that Mastra has for it: what {@link toNewItem} reverses. */
export function toPayload({
  externalId,
  input,
  context,
  source,
  attributes,
  ...item
}: NewDatasetItem): Record<string, unknown> {
  return withoutAbsent({
    // No attribute stands for a field that has a place of its own.
    ...attributes,
    externalId,
    input,
    groundTruth: item.expectedOutput,
    metadata: context,
    source,
  });
}

/** The metadata of what was purged, in Mastra's words. */
export function purgeMark(purgedAt: Date): Record<string, unknown> {
  return { __purged: true, purgedAt: purgedAt.toISOString() };
}
