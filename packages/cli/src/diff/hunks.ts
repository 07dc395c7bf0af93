import { cutToWidth, displayWidth, headOfWidth, tailOfWidth } from '../output/width.js';
import { compareValues, writeBlock, type Comparison } from './comparison.js';
import { escapeBeyondAscii, lookAlike } from './look-alikes.js';
import { narrowed, type TextBlock } from './words.js';

/** A piece of a line, with whether it differs from the other text. */
export interface Piece {
  readonly text: string;
  readonly isSame: boolean;
}

/** A line of each of two texts, around a place where they differ. */
export interface Hunk {
  readonly old: readonly Piece[];
  readonly present: readonly Piece[];
}

/** The part of a line that shows what is the same on either side of a difference. */
const AROUND = 0.3;

/** More UTF-16 units than this are never shown of what is the same. */
const UNITS_AROUND = 1_000;

/** How many columns may be left out for a line to begin or end between words. */
const LONGEST_WORD = 12;

const MORE = '…';

type Side = 'old' | 'present';

/** Two whole values as JSON, each in one line. */
export function wholeValues(old: unknown, present: unknown): Hunk {
  const { blocks, write, quote } = compareValues(old, present);
  const parts = [edge(quote), ...blocks.map((block) => writeBlock(block, write)), edge(quote)];
  return { old: side(parts, 'old'), present: side(parts, 'present') };
}

/** What differs between two values, with a little before and after; no line wider than `width`. */
export function hunksOf(old: unknown, present: unknown, width: number): Hunk[] {
  const comparison = compareValues(old, present);
  const { write, quote } = comparison;
  const blocks = comparison.blocks.flatMap((block) =>
    block.isSame || isShort(block, width) ? [block] : narrowed(block),
  );
  const around = Math.floor(width * AROUND);
  const groups: TextBlock[][] = [];
  const ends: TextBlock[][] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.isSame) continue;
    const before = blocks[index - 1];
    const next = blocks[index + 1];
    const core = writeBlock(block, write);
    const end =
      next === undefined
        ? edge(quote)
        : endOf(next, index + 2 === blocks.length, comparison, around);
    const group = groups.at(-1);
    // Differences that are near each other share their lines, where there is room.
    if (group !== undefined && before !== undefined && before.old.length <= UNITS_AROUND) {
      const joined = [...group, writeBlock(before, write), core];
      if (fits([...joined, end], width)) {
        groups[groups.length - 1] = joined;
        ends[ends.length - 1] = [end];
        continue;
      }
    }
    const start =
      before === undefined ? edge(quote) : startOf(before, index === 1, comparison, around);
    groups.push([start, core]);
    ends.push([end]);
  }
  return groups.map((group, index) => lines([...group, ...(ends[index] ?? [])], width));
}

/** A part that is the same in both. */
function edge(text: string): TextBlock {
  return { isSame: true, old: text, present: text };
}

/** The end of what is the same before a difference. */
function startOf(
  { old }: TextBlock,
  isFirst: boolean,
  { write, quote }: Comparison,
  columns: number,
): TextBlock {
  const whole = write(old.slice(-UNITS_AROUND));
  const text = tailOfWidth(whole, columns);
  const isWhole = isFirst && old.length <= UNITS_AROUND && text.length === whole.length;
  const space = text.indexOf(' ');
  const start = space >= 0 && space < LONGEST_WORD && space < text.length - 1 ? space + 1 : 0;
  return edge(isWhole ? quote + text : MORE + text.slice(start));
}

/** The beginning of what is the same after a difference. */
function endOf(
  { old }: TextBlock,
  isLast: boolean,
  { write, quote }: Comparison,
  columns: number,
): TextBlock {
  const whole = write(old.slice(0, UNITS_AROUND));
  const text = headOfWidth(whole, columns);
  const isWhole = isLast && old.length <= UNITS_AROUND && text.length === whole.length;
  const space = text.lastIndexOf(' ');
  const end = space > 0 && space > text.length - LONGEST_WORD ? space : text.length;
  return edge(isWhole ? text + quote : text.slice(0, end) + MORE);
}

/** Whether both sides of a difference fit a line together with what is around. */
function isShort({ old, present }: TextBlock, width: number): boolean {
  return Math.max(old.length, present.length) * 2 <= width * (1 - 2 * AROUND);
}

function fits(parts: readonly TextBlock[], width: number): boolean {
  return (['old', 'present'] as const).every((name) => {
    return displayWidth(parts.map((part) => part[name]).join('')) <= width;
  });
}

/** The lines of a hunk, cut where they are too wide, and told apart where that makes them alike. */
function lines(parts: readonly TextBlock[], width: number): Hunk {
  let hunk = cutSides(parts, width);
  for (const tellApart of [escaped, bracketed]) {
    if (!lookAlike(textOf(hunk.old), textOf(hunk.present))) break;
    hunk = cutSides(
      parts.map((part) => (part.isSame ? part : tellApart(part))),
      width,
    );
  }
  return hunk;
}

function cutSides(parts: readonly TextBlock[], width: number): Hunk {
  return { old: cut(side(parts, 'old'), width), present: cut(side(parts, 'present'), width) };
}

function escaped({ isSame, old, present }: TextBlock): TextBlock {
  return { isSame, old: escapeBeyondAscii(old), present: escapeBeyondAscii(present) };
}

function bracketed(block: TextBlock): TextBlock {
  const { isSame, old, present } = escaped(block);
  return { isSame, old: `[-${old}-]`, present: `{+${present}+}` };
}

function side(parts: readonly TextBlock[], name: Side): Piece[] {
  return parts
    .map((part) => ({ text: part[name], isSame: part.isSame }))
    .filter(({ text }) => text !== '');
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}

/** Cuts a line that is too wide, with `…` in place of the rest. */
function cut(pieces: readonly Piece[], width: number): Piece[] {
  const result: Piece[] = [];
  let room = width;
  for (const [index, { text, isSame }] of pieces.entries()) {
    // What follows has to leave room for the sign that something is missing.
    const reserved = index === pieces.length - 1 ? 0 : 1;
    const shown = cutToWidth(text, Math.max(1, room - reserved));
    result.push({ text: shown, isSame });
    if (shown !== text) break;
    room -= displayWidth(text);
  }
  return result;
}
