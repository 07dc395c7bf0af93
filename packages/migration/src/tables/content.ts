import { JsonDocument } from '@mastra-datasets/core';
import type { Row } from '../connection/connection.js';
import type { Column } from './columns.js';
import { contentOf } from './values.js';

/** The content of a row by the names of its columns, without what is absent. */
export type Content = Record<string, unknown>;

/** Columns in which JSON `null` is a value of its own. Elsewhere it counts as absent. */
const HOLDS_NULL: ReadonlySet<string> = new Set(['input', 'groundTruth']);

function isPresent(name: string, value: unknown): boolean {
  return value !== undefined && (value !== null || HOLDS_NULL.has(name));
}

/** Reads the content of a row, in the order of the columns. */
export function readContent(row: Row, columns: readonly Column[]): Content {
  const entries = columns.map((column) => [column.name, contentOf(row, column)] as const);
  return Object.fromEntries(entries.filter(([name, value]) => isPresent(name, value)));
}

/** Whether a column takes a value, and gives it back as it was. */
function canHold({ kind, type, holdsJson }: Column, value: unknown): boolean {
  if (kind === 'json') return true;
  if (kind === 'text') return typeof value === 'string';
  if (kind !== 'unknown') return false;
  if (/json/i.test(type)) return true;
  switch (typeof value) {
    case 'object':
      return holdsJson;
    case 'string':
      return /text|char/i.test(type);
    case 'number':
      return /int|numeric|real|double|float/i.test(type);
    default:
      return false;
  }
}

/** Tells what of some content the columns hold, in their order, and the names of the rest. */
export function splitContent(
  content: Content,
  columns: readonly Column[],
): { readonly held: Content; readonly lost: readonly string[] } {
  const left = new Map(Object.entries(content));
  const held: [string, unknown][] = [];
  for (const column of columns) {
    const { name } = column;
    const value = left.get(name);
    if (!left.has(name) || (value !== null && !canHold(column, value))) continue;
    if (isPresent(name, value)) held.push([name, value]);
    left.delete(name);
  }
  return { held: Object.fromEntries(held), lost: [...left.keys()] };
}

/** Whether a column has a value as JSON. */
export function isStoredAsJson({ kind, type }: Column, value: unknown): boolean {
  return kind === 'json' || typeof value === 'object' || (kind === 'unknown' && /json/i.test(type));
}

/** How the members of objects are ordered: as they came, or by name. */
export type MakeDocument = (value: unknown) => JsonDocument;

/** Keeps the members of objects in the order in which they came. */
export const inGivenOrder: MakeDocument = (value) => JsonDocument.fromValue(value);

/** Puts the members of objects in an order of its own, for databases that keep none. */
export const inNameOrder: MakeDocument = (value) => JsonDocument.fromValue(sorted(value));

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).map(([name, member]) => [name, sorted(member)] as const);
  return Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
