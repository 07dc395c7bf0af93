import { withStore } from '../context.js';
import type { Io } from '../io.js';
import { preview, printable } from '../output/printable.js';
import { table } from '../output/table.js';
import { time } from '../output/values.js';
import type { Root } from '../program.js';
import { requireVersion } from '../resolve/version.js';

const LONGEST_NAME = 60;

/** `list`: the datasets of a store. */
export function registerList(root: Root, io: Io): void {
  root
    .command('list')
    .description('list the datasets, newest first')
    .option('--search <text>', 'only those whose name contains this')
    .addHelpText('after', '\nExamples:\n  $ mastra-datasets list\n  $ mastra-datasets list --json')
    .action((_options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async ({ output, datasets }) => {
        const { search } = options;
        const { datasets: found } = await datasets.listDatasets({
          pagination: { page: 0, perPage: false },
          ...(search === undefined ? {} : { search }),
        });
        const rows: { id: string; name: string; number: number; items: number; version: Date }[] =
          [];
        for (const { id, name } of found) {
          const newest = await requireVersion(datasets, id, undefined);
          const { number, version, itemCount: items } = newest;
          rows.push({ id, name, number, items, version });
        }
        await output.result(rows, () => {
          if (rows.length === 0) return 'There are no datasets.';
          const cells = rows.map(({ id, name, number, items, version }) => [
            preview(name, LONGEST_NAME),
            items.toLocaleString('en-US'),
            String(number),
            time(version),
            printable(id),
          ]);
          return table(output.colours, ['NAME', 'ITEMS', 'VERSION', 'SINCE', 'ID'], cells);
        });
      });
    });
}
