import { FilesError } from '../errors.js';
import type { Row, RowSource } from '../formats/rows.js';
import { listColumns } from '../mapping/columns.js';

/** A source without its columns that have no name. */
export interface NamedSource {
  readonly source: RowSource;
  readonly columns: readonly string[] | undefined;
  readonly sample: readonly Row[];
  readonly notes: readonly string[];
}

/**
 * Leaves out columns without a name: those that are empty, and the numbers that pandas writes before
 * its rows. Throws `INPUT_REFUSED` for one that holds anything else.
 */
export function withoutRowNumbers(
  source: RowSource,
  sample: readonly Row[],
  place: string,
): NamedSource {
  const { columns } = source;
  if (columns?.includes('') !== true) return { source, columns, sample, notes: [] };
  const isNumbered = columns[0] === '' && sample.length > 0 && sample.every(isNumberedLike(sample));
  for (const [index, column] of columns.entries()) {
    if (column !== '' || (index === 0 && isNumbered)) continue;
    if (!sample.some(({ fields }) => isFilled(fields[index]?.[1]))) continue;
    throw new FilesError('INPUT_REFUSED', `${place}: column ${index + 1} has no name.`, {
      hint: 'name it in the first line, or use --no-header',
      remedies: [{ option: 'header', value: false }],
      details: { columns },
    });
  }
  const named = (row: Row): Row => {
    const lost = row.fields.findIndex(
      ([column, value], index) => column === '' && isFilled(value) && !(index === 0 && isNumbered),
    );
    const fields = row.fields.filter(([column]) => column !== '');
    if (lost === -1) return { ...row, fields };
    return { ...row, fields: [], problem: `column ${lost + 1} has a value, but no name` };
  };
  const rows = async function* (): AsyncGenerator<Row, void, undefined> {
    for await (const row of source.rows) yield named(row);
  };
  const left = columns.filter((column) => column !== '');
  return {
    source: { ...source, columns: left, rows: rows() },
    columns: left,
    sample: sample.map(named),
    notes: isNumbered
      ? [
          `The first column, which numbers the rows, has no name and was left out; the others are ${listColumns(left)}.`,
        ]
      : [],
  };
}

/** Whether the first cells of rows count up from that of the first row. */
function isNumberedLike(sample: readonly Row[]) {
  const start = Number(sample[0]?.fields[0]?.[1]);
  return ({ fields, problem }: Row, index: number) =>
    problem !== undefined || (Number.isInteger(start) && Number(fields[0]?.[1]) === start + index);
}

function isFilled(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
