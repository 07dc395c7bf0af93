import { changesOf, pathText, type ValueChange } from './changes.js';
import type { Colours } from '../output/output.js';
import { jsonPreview, printable } from '../output/printable.js';
import { displayWidth } from '../output/width.js';
import { hunksOf, wholeValues, type Piece } from './hunks.js';

const INDENT = '    ';

/** More places of one value than these are only counted. */
const MOST_HUNKS = 5;

/** The longest text that may fit a line. */
const LONGEST_LINE = 1_000;

/** What a difference is shown with. */
export interface DiffStyle {
  readonly colours: Colours;
  /** The widest line, in columns. */
  readonly width: number;
  /** Shows values whole, however long they are. */
  readonly isFull: boolean;
}

/** The kind of difference that an item has. */
export type DifferenceType = 'added' | 'updated' | 'deleted';

/** Shows where two contents of an item differ, in lines below the name of the item. */
export function describeChanges(
  type: DifferenceType,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  style: DiffStyle,
): string[] {
  return changesOf(before, after).flatMap((change) => describeChange(type, change, style));
}

function describeChange(type: DifferenceType, change: ValueChange, style: DiffStyle): string[] {
  const { colours, width, isFull } = style;
  const { old, present } = change;
  const label = `${INDENT}${pathText(change.path)}:`;
  const room = isFull ? Infinity : width - displayWidth(label) - 1;
  // The mark of an item that was added or deleted says which of the two it is.
  if (type === 'added') return [`${label} ${colours.green(jsonPreview(present, room))}`];
  if (type === 'deleted') return [`${label} ${colours.red(jsonPreview(old, room))}`];
  const red = (piece: Piece) => (piece.isSame ? piece.text : colours.red(piece.text));
  const green = (piece: Piece) => (piece.isSame ? piece.text : colours.green(piece.text));
  if (old === undefined) {
    return [`${label} absent → ${colours.green(jsonPreview(present, room - ABSENT_WIDTH))}`];
  }
  if (present === undefined) {
    return [`${label} ${colours.red(jsonPreview(old, room - ABSENT_WIDTH))} → absent`];
  }
  if (isFull || mayFit(old, present)) {
    const whole = wholeValues(old, present);
    const sides = [whole.old.map(red).join(''), whole.present.map(green).join('')];
    const plain = [...whole.old, { text: ' → ', isSame: true }, ...whole.present];
    const isOneLine =
      displayWidth(plain.map(({ text }) => text).join('')) <= width - displayWidth(label) - 1;
    if (isOneLine) return [`${label} ${sides.join(' → ')}`];
    if (isFull) return [label, ...pair(colours, sides[0] ?? '', sides[1] ?? '')];
  }
  const hunks = hunksOf(old, present, width - INDENT.length - MARK_WIDTH);
  const lines = hunks
    .slice(0, MOST_HUNKS)
    .flatMap((hunk) => pair(colours, hunk.old.map(red).join(''), hunk.present.map(green).join('')));
  const left = hunks.length - MOST_HUNKS;
  const more =
    left > 0
      ? [`${INDENT}  … and ${left.toLocaleString('en-US')} more places; --full shows all`]
      : [];
  return [label, ...lines, ...more];
}

/** `absent → ` or ` → absent`. */
const ABSENT_WIDTH = 9;

/** Two more spaces, and `- `. */
const MARK_WIDTH = 4;

function mayFit(old: unknown, present: unknown): boolean {
  return [old, present].every((value) => typeof value !== 'string' || value.length <= LONGEST_LINE);
}

function pair({ red, green }: Colours, old: string, present: string): string[] {
  return [`${INDENT}  ${red('-')} ${old}`, `${INDENT}  ${green('+')} ${present}`];
}

/** Names the fields that differ, in one line: `expectedOutput, context.topic`. */
export function namesOfChanges(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  return [...new Set(changesOf(before, after).map(({ path }) => printable(pathText(path))))];
}
