import type { CreateDatasetInput, JsonSchema } from '@mastra-datasets/core';
import { withoutAbsent } from './members.js';

/** A schema as Mastra gives it. */
type GivenSchema = Record<string, unknown> | null | undefined;

/** What our storage keeps in fields of its own, by the names that Mastra has for it. */
export interface MastraDatasetFields {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly metadata?: Record<string, unknown> | null | undefined;
  readonly inputSchema?: GivenSchema;
  readonly groundTruthSchema?: GivenSchema;
}

/** A new dataset in Mastra, with all that it has beyond our fields. */
export interface MastraDatasetInput extends MastraDatasetFields {
  readonly id?: string | undefined;
  readonly name: string;
}

/** Our own fields of a dataset; absent ones are `undefined`. */
export function ownFields({
  name,
  description,
  metadata,
  inputSchema,
  groundTruthSchema,
}: MastraDatasetFields): {
  name: string | undefined;
  description: string | null | undefined;
  metadata: Record<string, unknown> | null | undefined;
  inputSchema: JsonSchema | null | undefined;
  expectedOutputSchema: JsonSchema | null | undefined;
} {
  return { name, description, metadata, inputSchema, expectedOutputSchema: groundTruthSchema };
}

/** The attributes that Mastra has no name for, as they have those of other fields. */
export function namelessDatasetAttributes({
  attributes,
}: Pick<CreateDatasetInput, 'attributes'>): string[] {
  const names = ['name', 'description', 'metadata', 'inputSchema', 'groundTruthSchema'];
  return names.filter((name) => Object.hasOwn(attributes ?? {}, name));
}

/** The fields of a dataset by the names that Mastra has for them: what {@link toCreateInput} reverses. */
export function toMastraDataset({
  name,
  description,
  metadata,
  inputSchema,
  expectedOutputSchema,
  attributes,
}: Pick<
  CreateDatasetInput,
  'name' | 'description' | 'metadata' | 'inputSchema' | 'expectedOutputSchema' | 'attributes'
>): Record<string, unknown> {
  const groundTruthSchema = expectedOutputSchema;
  const own = { name, description, metadata, inputSchema, groundTruthSchema };
  return withoutAbsent({ ...attributes, ...own });
}

/** Makes our input for a new dataset. What our storage has no field for becomes an attribute. */
export function toCreateInput(input: MastraDatasetInput): CreateDatasetInput {
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
