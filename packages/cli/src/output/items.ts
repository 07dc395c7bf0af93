import type { DatasetItem } from '@mastra-datasets/core';
import { shortIds } from './ids.js';
import type { Output } from './output.js';
import { printable, preview } from './printable.js';
import { around, highlighter } from './search.js';
import { table } from './table.js';
import { displayWidth } from './width.js';

/** The widest key, in columns: a whole id. */
const WIDEST_KEY = 36;

/** What the gaps between three columns of a table take. */
const GAPS = 4;

/** Lays out items in a table, with what was searched for in sight. More than `limit` are not shown. */
export function describeItems(
  output: Output,
  items: readonly DatasetItem[],
  limit: number,
  search: string | undefined,
): string {
  const { width, colours } = output;
  const keys = keysOf(output, items).slice(0, limit);
  const left = width - Math.max(...keys.map(displayWidth)) - GAPS;
  const hasOutputs = items.some(({ expectedOutput }) => expectedOutput !== undefined);
  const room = hasOutputs ? Math.floor(left / 2) : left;
  const cell = (value: unknown) =>
    search === undefined ? preview(value, width) : around(value, search, room);
  const rows = items
    .slice(0, limit)
    .map(({ input, expectedOutput }, index) => [
      keys[index] ?? '',
      cell(input),
      cell(expectedOutput),
    ]);
  const marked = search === undefined ? {} : { paint: highlighter(search, colours.yellow) };
  const columns = [
    { heading: 'ITEM' },
    { heading: 'INPUT', isFlexible: true, ...marked },
    ...(hasOutputs ? [{ heading: 'EXPECTED OUTPUT', isFlexible: true, ...marked }] : []),
  ];
  return table(colours, columns, rows, width);
}

/** What each item is called: its external id, or else its id, which is shortened at a terminal. */
function keysOf({ isTerminal }: Output, items: readonly DatasetItem[]): string[] {
  const ids = items.flatMap(({ id, externalId }) => (externalId === undefined ? [id] : []));
  const shown = isTerminal ? shortIds(ids) : ids;
  const short = new Map(ids.map((id, index) => [id, shown[index]]));
  return items.map(({ id, externalId }) => preview(externalId ?? short.get(id) ?? id, WIDEST_KEY));
}

/** An item as JSON over several lines, harmless for terminals. */
export function wholeItem(item: DatasetItem): string {
  return JSON.stringify(item, null, 2).split('\n').map(printable).join('\n');
}
