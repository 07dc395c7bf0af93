import type { Dataset, DatasetsStorage, DatasetVersion } from '@mastra-datasets/core';
import { withStore, type CommandContext } from '../context.js';
import type { Io } from '../io.js';
import { shortIds } from '../output/ids.js';
import type { Output } from '../output/output.js';
import { printable } from '../output/printable.js';
import { table } from '../output/table.js';
import type { Root } from '../root.js';
import { unlessDeleted } from '../resolve/deleted.js';
import { requireVersion } from '../resolve/version.js';

/** `list`: the datasets of a store. */
export function registerList(root: Root, io: Io): void {
  root
    .command('list')
    .description('list the datasets, newest first')
    .option('--search <text>', 'only those whose name contains this')
    .addHelpText('after', '\nExamples:\n  $ mastra-datasets list\n  $ mastra-datasets list --json')
    .action((_options, command) => {
      const options = command.optsWithGlobals();
      const work = async ({ output, datasets, names }: CommandContext) => {
        const { search } = options;
        const rows = await readRows(datasets, search);
        await output.result(rows, () => {
          if (rows.length > 0) return describeRows(output, rows);
          return search === undefined
            ? 'There are no datasets.'
            : `No name contains ${printable(search)}; all are listed by: ${names.command('list')}`;
        });
      };
      return withStore(io, options, work, { isPaged: true });
    });
}

/** A dataset with its newest version. */
export interface Row
  extends Pick<Dataset, 'id' | 'name'>, Pick<DatasetVersion, 'number' | 'version'> {
  readonly items: number;
}

/** Reads the datasets of a store with the newest version of each, newest dataset first. */
export async function readRows(
  datasets: DatasetsStorage,
  search: string | undefined,
): Promise<Row[]> {
  const { datasets: found } = await datasets.listDatasets({
    pagination: { page: 0, perPage: false },
    ...(search === undefined ? {} : { search }),
  });
  const rows: Row[] = [];
  for (const { id, name } of found) {
    const newest = await unlessDeleted(datasets, id, () => requireVersion(datasets, id, undefined));
    if (newest === null) continue;
    const { number, version, itemCount: items } = newest;
    rows.push({ id, name, number, items, version });
  }
  return rows;
}

function describeRows(output: Output, rows: readonly Row[]): string {
  const { colours, isTerminal } = output;
  const ids = rows.map(({ id }) => id);
  const shown = isTerminal ? shortIds(ids) : ids;
  const columns = [
    { heading: 'NAME', isFlexible: true },
    { heading: 'ITEMS', align: 'right' },
    { heading: 'VERSION', align: 'right' },
    { heading: 'CHANGED' },
    { heading: 'ID', paint: colours.dim },
  ] as const;
  const cells = rows.map(({ name, number, items, version }, index) => [
    printable(name),
    items.toLocaleString('en-US'),
    String(number),
    output.shortTime(version),
    printable(shown[index] ?? ''),
  ]);
  // Programs get every name whole.
  return table(colours, columns, cells, isTerminal ? output.width : Infinity);
}
