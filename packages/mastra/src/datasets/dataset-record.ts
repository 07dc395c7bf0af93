import type { Dataset } from '@mastra-datasets/core';
import type { DatasetRecord, TargetType } from '@mastra/core/storage';
import { isObject, isText, isTexts, member } from '../members.js';
import { numberOf } from '../versions/numbers.js';

/** The framework of tomorrow may know more types of targets than the one of today. */
function isTargetType(value: unknown): value is TargetType {
  return isText(value);
}

function textOrNull(value: unknown): string | null {
  return isText(value) ? value : null;
}

function schemaMember<Name extends string>(
  name: Name,
  schema: unknown,
): Partial<Record<Name, Record<string, unknown>>>;
function schemaMember(name: string, schema: unknown): Record<string, unknown> {
  return isObject(schema) ? { [name]: schema } : {};
}

/** Gives a dataset as Mastra knows it. What Mastra keeps beyond our fields is in the attributes. */
export function toDatasetRecord(dataset: Dataset): DatasetRecord {
  const { description, metadata, attributes = {} } = dataset;
  const {
    organizationId,
    projectId,
    candidateKey,
    candidateId,
    requestContextSchema,
    tags,
    targetType,
    targetIds,
    scorerIds,
    ...others
  } = attributes;
  return {
    ...others,
    id: dataset.id,
    name: dataset.name,
    ...(description === undefined ? {} : { description }),
    ...(metadata === undefined ? {} : { metadata }),
    ...schemaMember('inputSchema', dataset.inputSchema),
    ...schemaMember('groundTruthSchema', dataset.expectedOutputSchema),
    ...schemaMember('requestContextSchema', requestContextSchema),
    ...member('tags', tags, isTexts),
    ...member('targetType', targetType, isTargetType),
    ...member('targetIds', targetIds, isTexts),
    ...member('scorerIds', scorerIds, isTexts),
    organizationId: textOrNull(organizationId),
    projectId: textOrNull(projectId),
    candidateKey: textOrNull(candidateKey),
    candidateId: textOrNull(candidateId),
    version: numberOf(dataset),
    createdAt: dataset.createdAt,
    updatedAt: dataset.updatedAt,
  };
}
