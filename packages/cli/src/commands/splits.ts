import { withStore, type CommandContext } from '../context.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import { table } from '../output/table.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireNamedVersion } from '../resolve/named-version.js';
import { parseVersion } from '../resolve/version-argument.js';

/** `splits`: the named subsets of a version. */
export function registerSplits(root: Root, io: Io): void {
  root
    .command('splits')
    .description('list the splits of a version, with how many items each has')
    .argument('<dataset>')
    .option('--version <version>', 'as of this version', parseVersion)
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets splits questions\n  $ mastra-datasets splits questions --version baseline --json',
    )
    .action((name, _options, command) => {
      const options = command.optsWithGlobals();
      const work = async (context: CommandContext) => {
        const { datasets, output } = context;
        const dataset = await requireDataset(context, name);
        const version = await requireNamedVersion(context, dataset, options.version);
        const splits = await datasets.listSplits({
          datasetId: dataset.id,
          version: version.version,
        });
        await output.result(splits, () => {
          if (splits.length === 0)
            return `No item of ${output.versionName(version)} is in a split.`;
          const rows = splits.map(({ name: split, itemCount }) => [
            printable(split),
            itemCount.toLocaleString('en-US'),
          ]);
          const columns = [
            { heading: 'SPLIT', isFlexible: true },
            { heading: 'ITEMS', align: 'right' },
          ] as const;
          // Programs get every name whole.
          return table(output.colours, columns, rows, output.isTerminal ? output.width : Infinity);
        });
      };
      return withStore(io, options, work, { isPaged: true });
    });
}
