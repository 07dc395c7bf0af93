import Table from 'cli-table3';
import type { Colours } from './output.js';

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Lays out rows below their headings. The texts must be printable already. */
export function table(
  colours: Colours,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = new Table({
    head: headings.map((heading) => colours.bold(heading)),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) lines.push([...row]);
  return lines
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
