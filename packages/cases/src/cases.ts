import type { DatasetItem } from '@mastra-datasets/core';
import { CasesError } from './errors.js';
import { helpfulCommand } from './shell-words.js';

/** What checks a value and gives it a type, as the schemas of zod do. */
export interface CaseParser<Output> {
  parse(value: unknown): Output;
}

/** What the fields of cases have to be. */
export interface CaseSchema {
  readonly input?: CaseParser<unknown> | undefined;
  readonly expectedOutput?: CaseParser<unknown> | undefined;
  readonly context?: CaseParser<unknown> | undefined;
}

/** The type that a schema gives a field; otherwise what it is without one. */
type FieldOf<Schema extends CaseSchema, Field extends keyof CaseSchema, Otherwise> =
  Schema[Field] extends CaseParser<infer Output> ? Output : Otherwise;

/** A case to evaluate. */
export interface EvaluationCase<Schema extends CaseSchema = CaseSchema> {
  readonly id: string;
  readonly externalId?: string;
  readonly input: FieldOf<Schema, 'input', unknown>;
  /** `null` is an answer too; `undefined` where the item has none. */
  readonly expectedOutput: FieldOf<Schema, 'expectedOutput', unknown>;
  readonly context: FieldOf<Schema, 'context', Record<string, unknown> | undefined>;
  readonly splits: readonly string[];
  readonly source?: Record<string, unknown>;
  readonly attributes?: Record<string, unknown>;
  /** The number of the version that this state of the item came with. */
  readonly versionNumber: number;
}

/**
 * Makes a case of an item. Throws `CASE_INVALID` for a field that the schema does not take.
 *
 * @param name the name of the dataset, for messages.
 */
export function toCase<Schema extends CaseSchema>(
  item: DatasetItem,
  schema: Schema | undefined,
  name: string,
): EvaluationCase<Schema> {
  const { id, externalId, source, attributes, splits = [], versionNumber } = item;
  const field = (key: keyof CaseSchema): unknown => {
    try {
      return schema?.[key] === undefined ? item[key] : schema[key].parse(item[key]);
    } catch (cause) {
      throw new CasesError(
        'CASE_INVALID',
        `The ${key} of the case ${externalId ?? id} of ${name} is not as the schema wants it: ${cause instanceof Error ? cause.message : String(cause)}\nCorrect it with: ${helpfulCommand('edit', name, externalId ?? id)}`,
        { details: { dataset: name, id, field: key }, cause },
      );
    }
  };
  const result: EvaluationCase = {
    id,
    ...(externalId === undefined ? {} : { externalId }),
    input: field('input'),
    expectedOutput: field('expectedOutput'),
    context: field('context') as EvaluationCase['context'],
    splits,
    ...(source === undefined ? {} : { source }),
    ...(attributes === undefined ? {} : { attributes }),
    versionNumber: versionNumber ?? 0,
  };
  return result;
}
