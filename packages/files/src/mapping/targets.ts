import { FilesError } from '../errors.js';

/** The fields of an item that a column may go to. */
const FIELDS = [
  'input',
  'expectedOutput',
  'context',
  'externalId',
  'splits',
  'source',
  'attributes',
] as const;

/** @see FIELDS */
export type Field = (typeof FIELDS)[number];

/** Fields that have no keys of their own. */
const WHOLE_FIELDS: readonly Field[] = ['externalId', 'splits'];

/** After the name of a column: its cells are JSON text. */
export const JSON_SUFFIX = ':json';

/** After a target: values are collected in an array, in the order of the columns. */
const ELEMENT_SUFFIX = '[]';

/** Where the values of a column go. */
export interface Target {
  readonly field: Field;
  /** The keys below the field; none for the field itself. */
  readonly path: readonly string[];
  /** Whether cells of text are JSON. */
  readonly isJson: boolean;
  /** Whether values become elements of an array there. */
  readonly isElement?: boolean;
  /** Whether the keys of an object become keys of the field; what is no object goes to the path. */
  readonly isSpread?: boolean;
}

/** The target of a value that is taken as it is. */
export function targetAt(field: Field, path: readonly string[] = []): Target {
  return { field, path, isJson: false };
}

/**
 * Reads a target such as `input`, `input.question`, `input.choices[]` or `context.scores:json`;
 * `null` if it is none.
 */
export function parseTarget(text: string): Target | null {
  const isJson = text.endsWith(JSON_SUFFIX);
  const place = isJson ? text.slice(0, -JSON_SUFFIX.length) : text;
  const isElement = place.endsWith(ELEMENT_SUFFIX);
  const [name, ...path] = (isElement ? place.slice(0, -ELEMENT_SUFFIX.length) : place).split('.');
  const field = FIELDS.find((candidate) => candidate === name);
  if (field === undefined || path.includes('')) return null;
  if (WHOLE_FIELDS.includes(field) && path.length > 0) return null;
  if (field === 'externalId' && (isJson || isElement)) return null;
  return { field, path, isJson, ...(isElement ? { isElement } : {}) };
}

/** As {@link parseTarget}. Throws `USAGE`. */
export function requireTarget(text: string): Target {
  const target = parseTarget(text);
  if (target !== null) return target;
  throw new FilesError('USAGE', `A column cannot go to ${text}.`, {
    hint: 'use externalId, splits, input, expectedOutput, or a key such as input.question or context.source; [] after it makes an array, :json reads JSON',
  });
}

/** Names a target as a column. */
export function targetName({ field, path, isJson, isElement = false }: Target): string {
  const suffix = `${isElement ? ELEMENT_SUFFIX : ''}${isJson ? JSON_SUFFIX : ''}`;
  return `${[field, ...path].join('.')}${suffix}`;
}
