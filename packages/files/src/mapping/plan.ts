import type { NewDatasetItem } from '@mastra-datasets/core';
import { FilesError } from '../errors.js';
import type { Cell, Row } from '../formats/rows.js';
import { valueAt } from '../json/objects.js';
import { nearest } from '../nearest.js';
import { SHAPES } from '../shapes/index.js';
import { structureOf, type Sample, type Shape } from '../shapes/shape.js';
import { chooseByName, type Ask, type Placer } from './by-name.js';
import {
  columnFinder,
  listColumns,
  missingColumns,
  shellName,
  type KnownColumns,
} from './columns.js';
import { exampleRow } from './example-row.js';
import { itemOf, RowProblem, type Placed } from './item.js';
import { isKnownName, KNOWN_NAMES, plainName } from './names.js';
import { isNativeName, readAssignments, type Assignments, type MappingOptions } from './request.js';
import { targetAt } from './targets.js';
import { cellValue, finish, type ValueOptions } from './values.js';

/** What options say about the rows of a file. */
export interface PlanOptions {
  readonly columns: MappingOptions;
  readonly values: ValueOptions;
  /** The name of a shape; found out where it is left out. */
  readonly from?: string | undefined;
  readonly ask: Ask;
  /** Whether a plan may leave the input without a column, for programs that ask for it. Default `false`. */
  readonly mayLackInput?: boolean | undefined;
}

/** How the rows of a file become items. */
export interface MappingPlan {
  readonly shape: string | null;
  /** The column that was taken for the external id by its name alone; `null` where none was. */
  readonly guessedId: string | null;
  /** Columns that options name, and none of the first rows has. */
  readonly awaited: readonly string[];
  /** Whether all columns are called like their targets, so that nothing was chosen. */
  readonly isNative: boolean;
  /** Says where the values of a row go. Throws {@link RowProblem}. */
  place(row: Row): Placed[];
}

/** Makes the item of a row. Throws {@link RowProblem}. */
export function itemOfRow(plan: MappingPlan, row: Row): NewDatasetItem {
  return itemOf(plan.place(row));
}

/**
 * Decides where the values of a file go: where options say, then by the shape of the file, then by the
 * names of columns. Throws `USAGE` or `INPUT_REFUSED`, once for all rows.
 */
export async function makePlan(
  sample: Sample,
  known: KnownColumns,
  options: PlanOptions,
): Promise<MappingPlan> {
  const { find, missing, awaited } = columnFinder(known);
  const assignments = readAssignments(options.columns, known.columns, find);
  if (missing.length > 0) throw missingColumns(missing, known, sample.isText);
  const consumed = new Set(
    assignments.list.filter(({ path }) => path.length === 0).map(({ column }) => column),
  );
  const isLeft = (column: string) => !consumed.has(column) && !assignments.dropped.has(column);
  const left = {
    ...sample,
    columns: sample.columns.filter(isLeft),
    rows: sample.rows.map((row) => ({
      ...row,
      fields: row.fields.filter(([name]) => isLeft(name)),
    })),
  };
  const shape = findShape(left, sample, options.from, known.place);
  const { given } = assignments;
  const placer: Placer =
    shape === null
      ? await chooseByName(left, { given, ask: options.ask })
      : { shape: shape.name, guessedId: null, place: (cells) => shape.place(cells, sample) };
  const place = ({ fields, extra = [] }: Row): Placed[] => {
    const cells = fields.map(([column, cell]): Cell => [
      column,
      cellValue(column, cell, sample.isText, options.values),
    ]);
    const full = cells.filter(([, value]) => value !== undefined);
    const rest = full.filter(([column]) => isLeft(column));
    const placed = [
      ...placeAssigned(full, assignments),
      ...keepOut(placer.place(rest), assignments),
      ...extra,
    ];
    return placed.map((value) => finish(value, sample.isText, options.values));
  };
  const plan: MappingPlan = {
    shape: placer.shape,
    guessedId: placer.guessedId,
    awaited,
    isNative: shape === null && assignments.list.length === 0 && sample.columns.every(isNativeName),
    place,
  };
  if (!given.has('input') && options.mayLackInput !== true) assertInput(plan, sample, known);
  return plan;
}

function findShape(
  left: Sample,
  whole: Sample,
  from: string | undefined,
  place: string,
): Shape | null {
  if (from === undefined) {
    const areOwn = whole.columns.every(isNativeName);
    return areOwn ? null : (SHAPES.find(({ fits }) => fits(left)) ?? null);
  }
  const shape = SHAPES.find(({ name }) => name === from);
  if (shape === undefined) return null;
  if (whole.rows.length === 0 || (shape.mayFit ?? shape.fits)(whole)) return shape;
  throw new FilesError(
    'INPUT_REFUSED',
    `${place}: This is not ${from}, which has ${shape.marks}.`,
    {
      hint: 'leave out --from, or choose another',
      details: { columns: whole.columns },
    },
  );
}

function placeAssigned(cells: readonly Cell[], { list }: Assignments): Placed[] {
  if (list.length === 0) return [];
  const values = new Map(cells);
  return list.flatMap(({ column, path, target }) => {
    const whole = values.get(column);
    const value = path.length === 0 ? whole : valueAt(structureOf(whole), path);
    return value === undefined ? [] : [{ column: [column, ...path].join('.'), target, value }];
  });
}

/** Keeps values away from fields that options fill: they go to the context, unless others are dropped. */
function keepOut(
  placed: readonly Placed[],
  { given, dropsOthers }: Assignments,
): readonly Placed[] {
  if (given.size === 0 && !dropsOthers) return placed;
  return placed.flatMap((value) => {
    const { field } = value.target;
    const isMoved = given.has(field) && field !== 'context';
    if (dropsOthers && (isMoved || field === 'context')) return [];
    if (!isMoved) return [value];
    return [{ ...value, target: targetAt('context', [value.column]) }];
  });
}

/** Throws `INPUT_REFUSED` where no column that the first rows have goes to the input. */
function assertInput(plan: MappingPlan, { rows }: Sample, { columns, place }: KnownColumns): void {
  if (columns.length === 0) return;
  if (!hasInput(plan, exampleRow(columns, rows))) throw noInput(columns, place);
}

function noInput(columns: readonly string[], place: string): FilesError {
  const named = columns.filter((column) => column !== '');
  const meant = (KNOWN_NAMES.input ?? [])
    .map((name) => nearest(name, named, plainName))
    .find((name) => name !== null);
  const first = named.find((column) => !isKnownName(column)) ?? named[0] ?? 'COLUMN';
  const message = `${place}: No column goes to the input. The columns are: ${listColumns(named)}.`;
  // Names rarely end as sentences do.
  const isQuestion = named.some((column) => /[?.!]\s*$/.test(column));
  return new FilesError('INPUT_REFUSED', message, {
    hint: isQuestion
      ? 'if the first line is a row, use --no-header --input 1 --expected-output 2'
      : `say which, as in --input ${shellName(meant ?? first)}`,
    remedies: isQuestion ? [{ option: 'header', value: false }] : [],
    details: { columns },
  });
}

function hasInput(plan: MappingPlan, row: Row): boolean {
  try {
    return plan
      .place(row)
      .some(({ target, value }) => target.field === 'input' && value !== undefined);
  } catch (error) {
    if (error instanceof RowProblem) return true;
    throw error;
  }
}
