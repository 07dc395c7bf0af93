import type { CreateDatasetInput, Dataset, JsonSchema } from '@mastra-datasets/core';
import type {
  CreateDatasetInput as MastraCreateInput,
  DatasetRecord,
  TargetType,
} from '@mastra/core/storage';
import { isObject, isText, isTexts, member, withoutAbsent } from '../members.js';
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

/** A schema as Mastra gives it. */
type GivenSchema = Record<string, unknown> | null | undefined;

/** What our storage keeps in fields of its own. */
export interface DatasetFields {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly metadata?: Record<string, unknown> | null | undefined;
  readonly inputSchema?: GivenSchema;
  readonly groundTruthSchema?: GivenSchema;
}

/** Our own fields of a dataset; absent ones are `undefined`. */
export function ownFields({
  name,
  description,
  metadata,
  inputSchema,
  groundTruthSchema,
}: DatasetFields): {
  name: string | undefined;
  description: string | null | undefined;
  metadata: Record<string, unknown> | null | undefined;
  inputSchema: JsonSchema | null | undefined;
  expectedOutputSchema: JsonSchema | null | undefined;
} {
  return { name, description, metadata, inputSchema, expectedOutputSchema: groundTruthSchema };
}

/** Makes our input for a new dataset. What our storage has no field for becomes an attribute. */
export function toCreateInput(input: MastraCreateInput): CreateDatasetInput {
  const { id, name, description, metadata, inputSchema, groundTruthSchema, ...others } = input;
  const fields = ownFields({ name, description, metadata, inputSchema, groundTruthSchema });
  // The filters look for values, so an absent one need not be kept.
  const attributes = Object.fromEntries(
    Object.entries(withoutAbsent(others)).filter(([, value]) => value !== null),
  );
  return {
    ...fields,
    name,
    ...(id === undefined ? {} : { id, onConflict: 'skip' }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  };
}
