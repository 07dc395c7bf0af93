import { withStore } from '../context.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import type { Root } from '../root.js';
import { findDataset, requireDataset } from '../resolve/dataset.js';
import { requireNamedVersion } from '../resolve/named-version.js';
import { parseVersion } from '../resolve/version-argument.js';

/** `fork`: a new dataset of a version. */
export function registerFork(root: Root, io: Io): void {
  root
    .command('fork')
    .description('make a new dataset of the items of a version')
    .argument('<dataset>')
    .argument('<name>', 'the name of the new dataset')
    .option('--version <version>', 'the version to take; the newest when left out', parseVersion)
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets fork questions questions-hard --version baseline',
    )
    .action((source, name, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const { datasets, output, names } = context;
        const dataset = await requireDataset(context, source);
        const version = await requireNamedVersion(context, dataset, options.version);
        if ((await findDataset(datasets, name)) !== null) {
          throw new CliError('DATASET_EXISTS', `There is a dataset ${printable(name)} already.`, {
            hint: `choose another name, or look at the one that is there: ${names.command('show', name)}`,
          });
        }
        const fork = await datasets.forkDataset({
          datasetId: dataset.id,
          version: version.version,
          name,
        });
        await output.result(fork, () => {
          const from = `${output.versionName(version)} of ${printable(dataset.name)}`;
          return `Made ${printable(name)} (${fork.id}) of ${from}.`;
        });
      });
    });
}
