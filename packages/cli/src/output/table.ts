import type { Colours } from './output.js';
import { cutToWidth, displayWidth, padToWidth } from './width.js';

/** A column of a table. */
export interface Column {
  readonly heading: string;
  /** Default: `left`. */
  readonly align?: 'left' | 'right';
  /** Gives up width before others do, down to {@link NARROWEST}; default `false`. */
  readonly isFlexible?: boolean;
  /** Colours a cell that is laid out already. */
  readonly paint?: (cell: string) => string;
}

const GAP = '  ';

/** A flexible column keeps as many columns of the terminal as long as there are any. */
const NARROWEST = 8;

/**
 * Lays out rows below their headings, no line wider than `width`. The cells must be printable
 * already, and without colours.
 */
export function table(
  colours: Colours,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const natural = columns.map(({ heading }, index) =>
    Math.max(displayWidth(heading), ...rows.map((row) => displayWidth(row[index] ?? ''))),
  );
  const room = width - GAP.length * (columns.length - 1);
  const widths = fitted(columns, natural, room);
  const line = (cells: readonly string[], paint: (column: Column) => (cell: string) => string) =>
    columns
      .map((column, index) => {
        const columnWidth = widths[index] ?? 0;
        const cell = cutToWidth(cells[index] ?? '', columnWidth);
        return { cell: padToWidth(cell, columnWidth, column.align), paint: paint(column) };
      })
      // Spaces at the end of a line would be of no use to anyone.
      .map(({ cell, paint: colour }, index) =>
        colour(index === columns.length - 1 ? cell.trimEnd() : cell),
      )
      .join(GAP)
      .trimEnd();
  const headings = columns.map(({ heading }) => heading);
  return [
    line(headings, () => colours.bold),
    ...rows.map((row) => line(row, ({ paint = plain }) => paint)),
  ].join('\n');
}

function plain(cell: string): string {
  return cell;
}

/** The width of each column: the flexible ones give first, and the others where that is not enough. */
function fitted(columns: readonly Column[], natural: readonly number[], room: number): number[] {
  const widths = natural.map((width) => Math.min(width, room));
  const floors = widths.map((width, index) =>
    columns[index]?.isFlexible === true ? Math.min(width, NARROWEST) : width,
  );
  const least = sum(floors) <= room ? floors : widths.map(() => 1);
  for (let excess = sum(widths) - room; excess > 0; excess -= 1) {
    const widest = indexOfWidest(widths, least);
    if (widest === null) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** The widest column that may give up some width; `null` where none may. */
function indexOfWidest(widths: readonly number[], least: readonly number[]): number | null {
  let widest: number | null = null;
  for (const [index, width] of widths.entries()) {
    if (width <= (least[index] ?? 0)) continue;
    if (widest === null || width > (widths[widest] ?? 0)) widest = index;
  }
  return widest;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
