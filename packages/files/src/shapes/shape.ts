import type { Cell, Envelope, Row } from '../formats/rows.js';
import type { Placed } from '../mapping/item.js';
import { plainName } from '../mapping/names.js';
import { targetAt, type Field } from '../mapping/targets.js';

/** The first rows of a file, by which it is known. */
export interface Sample {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Whether all values are text. */
  readonly isText: boolean;
  readonly envelope?: Envelope | undefined;
}

/** A shape of files that a tool writes, whose rows are rebuilt as items. */
export interface Shape {
  readonly name: string;
  /** What its files have, for those that do not. */
  readonly marks: string;
  /** Whether a file is of this shape without doubt. */
  readonly fits: (sample: Sample) => boolean;
  /** Whether it is, once its name was given; default: as without doubt. */
  readonly mayFit?: (sample: Sample) => boolean;
  /** Says where the values of a row go. Cells without a value are left out. */
  readonly place: (cells: readonly Cell[], sample: Sample) => Placed[];
}

/** A value for a field, or for a key of it. */
export function at(column: string, field: Field, path: readonly string[], value: unknown): Placed {
  return { column, target: targetAt(field, path), value };
}

/** A value for the context, under the name of its column. */
export function aside(column: string, value: unknown): Placed {
  return at(column, 'context', [column], value);
}

/** The keys of an object for the context; what is no object goes under the name of its column. */
export function spread(column: string, value: unknown): Placed {
  return { column, target: { ...targetAt('context', [column]), isSpread: true }, value };
}

/** Finds the columns of a sample by name, whatever their case, spaces, `_` and `-`. */
function columnsOf({ columns }: Sample): Set<string> {
  return new Set(columns.map((column) => plainName(column)));
}

/** Whether a sample has columns of all these names. */
export function hasAll(sample: Sample, ...names: readonly string[]): boolean {
  const columns = columnsOf(sample);
  return names.every((name) => columns.has(plainName(name)));
}

/** How many of these names a sample has as columns. */
export function countOf(sample: Sample, names: readonly string[]): number {
  const columns = columnsOf(sample);
  return names.filter((name) => columns.has(plainName(name))).length;
}

/** Whether all values that rows of a sample have in a column are of a kind, and there is one. */
export function areAll(
  { rows }: Sample,
  name: string,
  isOfKind: (value: unknown) => boolean,
): boolean {
  const values = rows.flatMap(({ fields }) =>
    fields.flatMap(([column, value]) =>
      plainName(column) === plainName(name) && value !== null && value !== undefined ? [value] : [],
    ),
  );
  return values.length > 0 && values.every(isOfKind);
}

/** Says where a value goes, by its column and the other cells of its row. */
type PlaceOf = (
  column: string,
  value: unknown,
  cells: readonly Cell[],
) => Placed | readonly Placed[];

/** Places columns by their names; all others go aside. `null` is no value. */
export function byName(
  places: Readonly<Record<string, PlaceOf>>,
): (cells: readonly Cell[]) => Placed[] {
  const known = new Map(Object.entries(places).map(([name, place]) => [plainName(name), place]));
  return (cells) =>
    cells.flatMap(([column, value]) => {
      if (value === null || value === undefined) return [];
      const place: PlaceOf = known.get(plainName(column)) ?? aside;
      return place(column, value, cells);
    });
}

/** Whether a row has a value in the column of this name. */
export function hasValue(cells: readonly Cell[], name: string): boolean {
  return cells.some(([column, value]) => column === name && value !== null && value !== undefined);
}

/** A place for whole values of a field. */
export function to(field: Field, ...path: readonly string[]) {
  return (column: string, value: unknown): Placed => at(column, field, path, value);
}

/** Reads a cell of text that holds an object or an array of JSON; anything else stays as it is. */
export function structureOf(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
