import { CliError } from '../errors.js';

/** The fields of an item that a column may go to. */
const FIELDS = ['input', 'expectedOutput', 'context', 'externalId'] as const;

/** After the name of a column: its cells are JSON text. */
export const JSON_SUFFIX = ':json';

/** Where the values of a column go. */
export interface Target {
  readonly field: (typeof FIELDS)[number];
  /** The keys below the field; none for the field itself. */
  readonly path: readonly string[];
  /** Whether cells of text are JSON. */
  readonly isJson: boolean;
}

/** Reads a target such as `input`, `input.question` or `context.scores:json`; `null` if it is none. */
export function parseTarget(text: string): Target | null {
  const isJson = text.endsWith(JSON_SUFFIX);
  const [name, ...path] = (isJson ? text.slice(0, -JSON_SUFFIX.length) : text).split('.');
  const field = FIELDS.find((candidate) => candidate === name);
  if (field === undefined || path.includes('')) return null;
  if (field === 'externalId' && (path.length > 0 || isJson)) return null;
  return { field, path, isJson };
}

/** As {@link parseTarget}. Throws `USAGE`. */
export function requireTarget(text: string): Target {
  const target = parseTarget(text);
  if (target !== null) return target;
  throw new CliError('USAGE', `A column cannot go to ${text}.`, {
    hint: 'use externalId, input, expectedOutput, or a key such as input.question or context.source; :json after it reads JSON',
  });
}

/** Names a target as a column. */
export function targetName({ field, path, isJson }: Target): string {
  return `${[field, ...path].join('.')}${isJson ? JSON_SUFFIX : ''}`;
}
