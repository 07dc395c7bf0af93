import type { DatasetVersion } from '@mastra-datasets/core';
import wrapAnsi from 'wrap-ansi';
import type { Output } from './output.js';
import { printable } from './printable.js';
import { localTime, relativeTime } from './times.js';
import { changes, count } from './values.js';
import { displayWidth, padToWidth } from './width.js';

/** What stands left of the texts, without colours. */
const MARGIN = 3;

/** From here on there is room for the local time of a version. */
const WIDE = 70;

/** A message takes this much room at least, also in a narrow terminal. */
const NARROWEST = 20;

/** Shows versions, newest first, as points on a line that no text breaks. */
export function describeVersions(
  output: Output,
  versions: readonly DatasetVersion[],
  left: number,
): string {
  const { cyan } = output.colours;
  const facts = factsOf(output, versions);
  const lines = versions.flatMap((version, index) => {
    const isFirst = version.number === 0;
    const [head = '', ...rest] = [
      ...headOf(output, version, facts[index] ?? ''),
      ...linesOf(output, version.message ?? (isFirst ? 'Created' : undefined)),
      ...linesOf(output, authorOf(version)).map(output.colours.dim),
    ];
    const line = cyan(isFirst ? ' ' : '│');
    return [`${cyan(isFirst ? '○' : '●')}  ${head}`, ...rest.map((text) => `${line}  ${text}`)];
  });
  const more = left > 0 ? [`${cyan('┊')}  and ${count(left, 'earlier version')}`] : [];
  return [...lines, ...more].join('\n');
}

/** The numbers, times and counts of versions, in columns. */
function factsOf(output: Output, versions: readonly DatasetVersion[]): string[] {
  const { bold, dim } = output.colours;
  const rows = versions.map((version) => [
    String(version.number),
    ...timesOf(output, version.version),
    changes(version),
    count(version.itemCount, 'item'),
    version.purged > 0 ? `${version.purged.toLocaleString('en-US')} purged` : '',
  ]);
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const lastTime = widths.length - 4;
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padded = padToWidth(cell, widths[column] ?? 0, column === 0 ? 'right' : 'left');
        if (column === 0) return bold(padded);
        return column <= lastTime ? dim(padded) : padded;
      })
      .join('  ')
      .trimEnd(),
  );
}

function timesOf({ isTerminal, now, width }: Output, date: Date): string[] {
  if (!isTerminal) return [date.toISOString()];
  const ago = relativeTime(date, now);
  return width < WIDE ? [ago] : [localTime(date), ago];
}

/** The facts of a version with its tags, which get lines of their own where there is no room. */
function headOf({ colours, width, isTerminal }: Output, { tags }: DatasetVersion, facts: string) {
  const lines = isTerminal ? wrapped(facts, width - MARGIN) : [facts];
  if (tags.length === 0) return lines;
  const label = `[${tags.map(printable).join(', ')}]`;
  const isShort = !isTerminal || displayWidth(`${facts}  ${label}`) + MARGIN <= width;
  if (isShort) return [`${facts}  ${colours.yellow(label)}`];
  return [...lines, ...wrapped(label, width - MARGIN).map((line) => colours.yellow(line))];
}

function authorOf({ author }: DatasetVersion): string | undefined {
  return author === undefined ? undefined : `by ${author}`;
}

/** A text in lines that fit the terminal; programs get the lines that it was written in. */
function linesOf({ isTerminal, width }: Output, text: string | undefined): string[] {
  if (text === undefined) return [];
  return text
    .split('\n')
    .map(printable)
    .flatMap((line) => (isTerminal ? wrapped(line, width - MARGIN) : [line]));
}

function wrapped(text: string, columns: number): string[] {
  return wrapAnsi(text, Math.max(NARROWEST, columns), { hard: true, trim: false }).split('\n');
}
