import { JsonProblem, readJson, STRICT } from '@mastra-datasets/json';

/** The fields of an item that its users write, in the order in which they are shown. */
export const FIELDS = [
  'input',
  'expectedOutput',
  'context',
  'splits',
  'source',
  'attributes',
  'externalId',
] as const;

export type FieldName = (typeof FIELDS)[number];

/** What a field is called. */
export const FIELD_LABELS: Readonly<Record<FieldName, string>> = {
  input: 'Input',
  expectedOutput: 'Expected output',
  context: 'Context',
  splits: 'Splits',
  source: 'Source',
  attributes: 'Attributes',
  externalId: 'External id',
};

/**
 * A field as its user types it. `text` is a string as it stands, `json` any value in JSON, and `none`
 * says that the field is absent; its text is kept for when its user changes their mind.
 */
export interface FieldText {
  readonly kind: 'text' | 'json' | 'none';
  readonly text: string;
}

/** Values that are nested deeper are written without indentation, which would be most of them. */
const DEEPEST_INDENTED = 60;

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((member) => isDeeperThan(member, depth - 1));
}

/** A value in JSON, as people read it. */
export function jsonText(value: unknown): string {
  return isDeeperThan(value, DEEPEST_INDENTED)
    ? JSON.stringify(value)
    : JSON.stringify(value, null, 2);
}

/** How the value of a field is typed. */
export function writeField(value: unknown): FieldText {
  if (value === undefined) return { kind: 'none', text: '' };
  return typeof value === 'string'
    ? { kind: 'text', text: value }
    : { kind: 'json', text: jsonText(value) };
}

/** What a field says, or why it says nothing yet. */
export type FieldReading =
  | { readonly value: unknown }
  | { readonly problem: string; readonly line?: number; readonly column?: number };

const OBJECTS: ReadonlySet<FieldName> = new Set(['context', 'source', 'attributes']);

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): FieldReading {
  try {
    return { value: readJson(text, STRICT) };
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    const lines = error.before.split('\n');
    return {
      problem: error.isMalformed ? `This is no JSON: ${error.message}` : error.message,
      line: lines.length,
      column: (lines.at(-1)?.length ?? 0) + 1,
    };
  }
}

/** Reads what was typed for a field; `undefined` is an absent one. */
export function readField(name: FieldName, { kind, text }: FieldText): FieldReading {
  if (kind === 'none') {
    return name === 'input' ? { problem: 'An item needs an input.' } : { value: undefined };
  }
  const reading: FieldReading = kind === 'text' ? { value: text } : parse(text);
  if ('problem' in reading) return reading;
  if (OBJECTS.has(name) && !isObject(reading.value)) {
    return { problem: 'This has to be a JSON object: {"name": "value"}.' };
  }
  return reading;
}

/** Whether two values are the same JSON. The order of keys counts, as items keep it. */
export function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
