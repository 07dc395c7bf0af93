import type { Row } from '../formats/rows.js';
import { exampleRow } from './example-row.js';
import { RowProblem, type Placed } from './item.js';
import type { MappingPlan } from './plan.js';
import type { Field } from './targets.js';

/** The order in which fields are named. */
const ORDER: readonly Field[] = [
  'input',
  'expectedOutput',
  'externalId',
  'splits',
  'context',
  'source',
  'attributes',
];

/** The most columns that are named for a field. */
const MOST_NAMED = 8;

/** Which columns fill which fields. */
export type FieldColumns = ReadonlyMap<Field, readonly string[]>;

/**
 * Finds out which columns of the first rows fill which fields. Where none of these rows is sound, the
 * names of the columns say it.
 */
export function columnsByField(
  plan: MappingPlan,
  { columns: all, rows }: { readonly columns: readonly string[]; readonly rows: readonly Row[] },
): FieldColumns {
  const columns = new Map<Field, string[]>();
  const placed = rows.flatMap((row) => placedOf(plan, row));
  const found = placed.length > 0 ? placed : placedOf(plan, exampleRow(all, []));
  for (const { column, target } of found) {
    const names = columns.get(target.field) ?? [];
    if (column !== '' && !names.includes(column)) names.push(column);
    columns.set(target.field, names);
  }
  return new Map(
    ORDER.flatMap((field) => {
      const names = columns.get(field) ?? [];
      return names.length === 0 ? [] : [[field, names] as const];
    }),
  );
}

/** Where the values of a row go; nothing for one that cannot be an item. */
export function placedOf(plan: MappingPlan, row: Row): Placed[] {
  if (row.problem !== undefined) return [];
  try {
    return plan.place(row);
  } catch (error) {
    if (error instanceof RowProblem) return [];
    throw error;
  }
}

/** Says where columns go: `input ← question · expectedOutput ← answer · context ← topic, level`. */
export function describeMapping(shape: string | null, fields: FieldColumns): string {
  const parts = [...fields].map(([field, names]) => {
    const left = names.length - MOST_NAMED;
    const more = left > 0 ? ` and ${left} more` : '';
    return `${field} ← ${names.slice(0, MOST_NAMED).join(', ')}${more}`;
  });
  return `${shape === null ? '' : `${shape}: `}${parts.join(' · ')}`;
}
