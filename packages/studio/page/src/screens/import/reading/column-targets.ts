import {
  exampleRow,
  parseTarget,
  placedOf,
  targetName,
  type Field,
  type PreparedFile,
  type Target,
} from '@mastra-datasets/files';
import type { ReadSettings } from './settings.js';

/** Where a column goes; `null` when it is left out. */
export interface ColumnTarget {
  readonly column: string;
  /** The first values of the column, as text. */
  readonly samples: readonly string[];
  readonly target: Target | null;
  /** Whether its values are spread over several places, as the shape of a tool says. */
  readonly isSpread: boolean;
}

const MOST_SAMPLES = 3;
const LONGEST_SAMPLE = 120;

/**
 * Finds out by the first rows where the columns of a file go; by its name, for a column that is empty in
 * all of them.
 */
export function columnTargets(
  prepared: PreparedFile,
  settings: ReadSettings,
): readonly ColumnTarget[] {
  const places = new Map<string, Map<string, Target>>();
  const samples = new Map<string, string[]>();
  for (const row of prepared.sample) {
    for (const { column, target } of placedOf(prepared.plan, row)) {
      const own = prepared.columns.includes(column)
        ? column
        : prepared.columns.find((name) => column.startsWith(`${name}.`));
      if (own === undefined) continue;
      const known = places.get(own) ?? new Map<string, Target>();
      known.set(targetName(target), target);
      places.set(own, known);
    }
    for (const [column, value] of row.fields) {
      if (value === undefined || value === null || value === '') continue;
      const known = samples.get(column) ?? [];
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (known.length < MOST_SAMPLES) known.push(text.slice(0, LONGEST_SAMPLE));
      samples.set(column, known);
    }
  }
  const dropped = new Set(settings.drop ?? []);
  const byName = placedOf(prepared.plan, exampleRow(prepared.columns, []));
  return prepared.columns.map((column) => {
    const targets = [...(places.get(column) ?? new Map<string, Target>()).values()];
    const [first] = targets;
    const named = byName.find((placed) => placed.column === column)?.target;
    const unseen = dropped.has(column) ? null : (named ?? atContext(column));
    return {
      column,
      samples: samples.get(column) ?? [],
      target: first ?? unseen,
      isSpread: targets.length > 1 || first?.isSpread === true,
    };
  });
}

/** A name of a column as a key, which a mapping can name. */
function keyOf(column: string): string {
  const key = column
    .replace(/(?::json|\[\])+$/, '')
    .replaceAll(/[.=]/g, '_')
    .trim();
  return key === '' ? 'column' : key;
}

function atContext(column: string): Target {
  return { field: 'context', path: [keyOf(column)], isJson: false };
}

/** Fields that one column fills by itself, and several as keys of an object. */
const JOINED: readonly Field[] = ['input', 'expectedOutput'];

/** Moves a column to a field, and gives where all columns go then. */
export function moveColumn(
  columns: readonly ColumnTarget[],
  column: string,
  field: Field | null,
): readonly ColumnTarget[] {
  const moved = columns.map((one): ColumnTarget => {
    if (one.column === column) return { ...one, isSpread: false, target: targetIn(field, column) };
    // An item has one external id: the column that was it becomes context.
    const isPushedOut = field === 'externalId' && one.target?.field === 'externalId';
    return isPushedOut ? { ...one, target: atContext(one.column) } : one;
  });
  return JOINED.reduce(joined, moved);
}

function targetIn(field: Field | null, column: string): Target | null {
  if (field === null) return null;
  const isKeyed = field === 'context' || field === 'source' || field === 'attributes';
  return { field, path: isKeyed ? [keyOf(column)] : [], isJson: false };
}

function joined(columns: readonly ColumnTarget[], field: Field): readonly ColumnTarget[] {
  const there = columns.filter(({ target, isSpread }) => target?.field === field && !isSpread);
  return columns.map((one) => {
    const { target, column } = one;
    if (target === null || !there.includes(one)) return one;
    const isOwnKey = target.path.length === 1 && target.path[0] === keyOf(column);
    if (there.length === 1 && isOwnKey) return { ...one, target: { ...target, path: [] } };
    if (there.length > 1 && target.path.length === 0) {
      return { ...one, target: { ...target, path: [keyOf(column)] } };
    }
    return one;
  });
}

/** Gives a column another key in its field. */
export function renameKey(
  columns: readonly ColumnTarget[],
  column: string,
  key: string,
): readonly ColumnTarget[] {
  return columns.map((one) => {
    if (one.column !== column || one.target === null) return one;
    const text = `${one.target.field}.${key}`;
    const target = parseTarget(text);
    return target === null || key.includes('=') ? one : { ...one, target };
  });
}

/** Settings in which all columns go where they were put. */
export function settingsWith(
  settings: ReadSettings,
  columns: readonly ColumnTarget[],
): ReadSettings {
  const named = columns.filter(({ isSpread }) => !isSpread);
  const hasId = named.some(({ target }) => target?.field === 'externalId');
  return {
    ...settings,
    input: undefined,
    expectedOutput: undefined,
    context: undefined,
    splits: undefined,
    externalId: hasId ? undefined : false,
    map: named.flatMap(({ column, target }) =>
      target === null ? [] : [`${column}=${targetName(target)}`],
    ),
    drop: named.flatMap(({ column, target }) => (target === null ? [quoted(column)] : [])),
  };
}

/** A name as lists of names have it: in quotes where it has a comma. */
function quoted(name: string): string {
  return /[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
