import type { DatasetItem } from '../../api/wire.js';
import { cellText } from './cell-text.js';

/** A column of the grid: a value of the items by its path, as `where` names it. */
export interface Column {
  /** Such as `input.question`, `context.topic` or `splits`. */
  readonly path: string;
  /** In pixels; `undefined` where it takes what there is. */
  readonly width?: number | undefined;
}

/** A column as the grid shows it. */
export interface ShownColumn extends Column {
  /** How wide it is where nobody widened it, in pixels. */
  readonly natural: number;
}

/**
 * Makes other columns of those that the address has by now, which may be others than those that are shown yet;
 * `undefined` for those that the items suggest.
 */
export type ColumnsChange = (now: readonly Column[]) => readonly Column[] | undefined;

/** The narrowest and the widest that a column can be, in pixels. */
const NARROWEST = 64;
const WIDEST = 1_200;

const FIXED_FIELDS = [
  'id',
  'externalId',
  'splits',
  'source',
  'attributes',
  'versionNumber',
  'createdAt',
  'updatedAt',
] as const;

/** The fields whose members become columns of their own. */
const OPENED_FIELDS = ['input', 'expectedOutput', 'context', 'source', 'attributes'] as const;

/** How many members of each field are shown without being asked for. */
const SHOWN = { input: 4, expectedOutput: 3, context: 2 } as const;

/** How deep members are offered. */
const DEPTH = 3;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Paths are written with dots, so a key with one has none; nor can the address hold a `~`. */
function isNameable(key: string): boolean {
  return key !== '' && !/[.~]/.test(key) && !key.startsWith('$');
}

/** The value that a path leads to; `undefined` where there is none. */
export function valueAt(item: DatasetItem, path: string): unknown {
  let value: unknown = item;
  for (const key of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** The members of the objects that a path leads to, those that most items have first. */
function membersOf(items: readonly DatasetItem[], path: string): string[] {
  const counts = new Map<string, number>();
  for (const item of items) {
    const value = valueAt(item, path);
    if (!isObject(value)) continue;
    for (const key of Object.keys(value)) {
      if (isNameable(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([key]) => key);
}

/** The columns of some items that one can choose from, below the field that they are of. */
export function knownPaths(items: readonly DatasetItem[]): string[] {
  const below = (path: string, depth: number): string[] => [
    path,
    ...(depth === 0
      ? []
      : membersOf(items, path).flatMap((key) => below(`${path}.${key}`, depth - 1))),
  ];
  const opened = OPENED_FIELDS.flatMap((field) => below(field, DEPTH));
  return [...new Set([...opened, ...FIXED_FIELDS])];
}

/** The columns to begin with. */
export function defaultColumns(items: readonly DatasetItem[]): Column[] {
  const has = (path: string) => items.some((item) => valueAt(item, path) !== undefined);
  const columnsOf = (field: keyof typeof SHOWN): string[] => {
    const values = items.map((item) => item[field]).filter((value) => value !== undefined);
    const members = membersOf(items, field).slice(0, SHOWN[field]);
    const areObjects = values.length > 0 && values.every(isObject) && members.length > 0;
    return areObjects ? members.map((key) => `${field}.${key}`) : [field];
  };
  const paths = [
    ...(has('externalId') ? ['externalId'] : []),
    ...columnsOf('input'),
    ...columnsOf('expectedOutput'),
    ...(has('context') ? columnsOf('context') : []),
    ...(has('splits') ? ['splits'] : []),
    'updatedAt',
  ];
  return paths.map((path) => ({ path }));
}

/** Reads columns as the address has them; `undefined` where it has none that make sense. */
export function readColumns(texts: readonly string[] | undefined): Column[] | undefined {
  const columns = (texts ?? []).flatMap((text): Column[] => {
    const [, path = '', width] = /^([^~]+)(?:~(\d{1,4}))?$/.exec(text) ?? [];
    if (path === '') return [];
    return [width === undefined ? { path } : { path, width: clampWidth(Number(width)) }];
  });
  const unique = [...new Map(columns.map((column) => [column.path, column])).values()];
  return unique.length === 0 ? undefined : unique;
}

/** Writes columns as {@link readColumns} reads them. */
export function writeColumns(columns: readonly Column[]): string[] {
  return columns.map(({ path, width }) => (width === undefined ? path : `${path}~${width}`));
}

export function clampWidth(width: number): number {
  return Math.round(Math.max(NARROWEST, Math.min(WIDEST, width)));
}

/** About how wide a character is, and what is around the text of a cell, in pixels. */
const CHARACTER = 7;
const AROUND = 24;

/** How wide columns are that nobody widened, in pixels: at least as their names need, and at most. */
const LEAST = 88;
const MOST = 280;

/** How wide a column is that nobody widened, in pixels: as wide as most of its values need. */
export function naturalWidth(path: string, sample: readonly DatasetItem[]): number {
  const { field, name } = columnLabel(path);
  const label = name === '' ? field.length : field.length + name.length + 1;
  const lengths = sample
    .map((item) => cellText(valueAt(item, path)).length)
    .toSorted((a, b) => a - b);
  const most = isTime(path) ? 14 : (lengths[Math.floor(lengths.length * 0.9)] ?? 0);
  const width = Math.max(LEAST, label * CHARACTER + AROUND, most * CHARACTER + AROUND);
  return Math.min(MOST, Math.round(width));
}

function isTime(path: string): boolean {
  return path === 'createdAt' || path === 'updatedAt';
}

/** Moves a column to another place. */
export function moveColumn(columns: readonly Column[], from: number, to: number): Column[] {
  const column = columns[from];
  if (column === undefined) return [...columns];
  const rest = columns.filter((_, index) => index !== from);
  return rest.toSpliced(Math.max(0, Math.min(rest.length, to)), 0, column);
}

/** Moves a column by some places. */
export function shiftColumn(path: string, step: number): ColumnsChange {
  return (now) => {
    const place = now.findIndex((column) => column.path === path);
    return moveColumn(now, place, place + step);
  };
}

/** Gives a column a width; `undefined` for its own. */
export function resizeColumn(path: string, width: number | undefined): ColumnsChange {
  return (now) => now.map((column) => (column.path === path ? { path, width } : column));
}

/** Takes a column away, unless it is the last one. */
export function hideColumn(path: string): ColumnsChange {
  return (now) => (now.length === 1 ? now : now.filter((column) => column.path !== path));
}

const FIELD_LABELS: Readonly<Record<string, string>> = {
  id: 'Id',
  externalId: 'External id',
  input: 'Input',
  expectedOutput: 'Expected output',
  context: 'Context',
  splits: 'Splits',
  source: 'Source',
  attributes: 'Attributes',
  versionNumber: 'Version',
  createdAt: 'Created',
  updatedAt: 'Changed',
};

/** A path as people read it: the field, then the names within it. */
export function columnLabel(path: string): { readonly field: string; readonly name: string } {
  const [field = '', ...rest] = path.split('.');
  return { field: FIELD_LABELS[field] ?? field, name: rest.join('.') };
}
