import { DatasetsError, type DatasetsStorage, type SchemaFailure } from '@mastra-datasets/core';
import { SchemaUpdateValidationError, SchemaValidationError } from '@mastra/core/datasets';
import { isObject, isText } from '../members.js';

/** How many of the failing items an error lists, as in Mastra's own stores. */
const MOST_FAILING_ITEMS = 10;

/** How many failures of one field an error lists, as in Mastra's own stores. */
const MOST_FAILURES = 5;

type Field = SchemaValidationError['field'];
type FieldErrors = SchemaValidationError['errors'];

/** The failures of one field of one item. */
interface FailingField {
  readonly index: number;
  readonly id: string | undefined;
  readonly field: Field;
  readonly errors: FieldErrors;
}

function isFailure(value: unknown): value is SchemaFailure {
  return isObject(value) && isText(value['pointer']) && isText(value['message']);
}

function failingFields(error: DatasetsError): FailingField[] {
  const { failures } = error.details;
  const fields = new Map<string, FailingField>();
  for (const failure of Array.isArray(failures) ? failures.filter(isFailure) : []) {
    const { index, id, field, pointer, message } = failure;
    const key = `${index} ${field}`;
    let failing = fields.get(key);
    if (failing === undefined) {
      const name = field === 'input' ? 'input' : 'groundTruth';
      failing = { index, id, field: name, errors: [] };
      fields.set(key, failing);
    }
    if (failing.errors.length >= MOST_FAILURES) continue;
    failing.errors.push({ path: pointer === '' ? '/' : pointer, code: 'invalid', message });
  }
  return [...fields.values()];
}

function isSchemaFailure(error: unknown): error is DatasetsError {
  return error instanceof DatasetsError && error.code === 'SCHEMA_VALIDATION_FAILED';
}

/** Gives the failure of items that break a schema as Mastra does: by the first field that does. */
export function translateBrokenItems(error: Error): Error {
  if (!isSchemaFailure(error)) return error;
  const [first] = failingFields(error);
  return first === undefined ? error : new SchemaValidationError(first.field, first.errors);
}

/** Gives the failure of a new schema that existing items break as Mastra does. */
export async function translateBrokenSchema(
  storage: DatasetsStorage,
  error: Error,
): Promise<Error> {
  if (!isSchemaFailure(error)) return error;
  const failing = failingFields(error).slice(0, MOST_FAILING_ITEMS);
  return new SchemaUpdateValidationError(
    await Promise.all(
      failing.map(async ({ index, id, field, errors }) => {
        const item = id === undefined ? null : await storage.getItemById({ id });
        const data = { input: item?.input, groundTruth: item?.expectedOutput };
        return { index, data, field, errors };
      }),
    ),
  );
}
