import { withStore, type CommandContext } from '../context.js';
import type { Io } from '../io.js';
import { describeVersions } from '../output/version-graph.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { parseCount } from './parameters.js';

/** `log`: the versions of a dataset. */
export function registerLog(root: Root, io: Io): void {
  root
    .command('log')
    .description('list the versions of a dataset, newest first, with tags and counts')
    .argument('<dataset>')
    .option('--limit <number>', 'how many versions', parseCount, 50)
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets log questions\n  $ mastra-datasets log questions --limit 1 --json',
    )
    .action((name, _options, command) => {
      const options = command.optsWithGlobals();
      const work = async (context: CommandContext) => {
        const { datasets, output } = context;
        const { id } = await requireDataset(context, name);
        const { versions, pagination } = await datasets.listVersions({
          datasetId: id,
          pagination: { page: 0, perPage: options.limit },
        });
        await output.result(versions, () =>
          describeVersions(output, versions, pagination.total - versions.length),
        );
      };
      return withStore(io, options, work, { isPaged: true });
    });
}
