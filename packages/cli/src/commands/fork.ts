import { withStore } from '../context.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import type { Root } from '../program.js';
import { findDataset, requireDataset } from '../resolve/dataset.js';
import { parseVersion, requireVersion, versionName } from '../resolve/version.js';

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
      return withStore(io, options, async ({ datasets, output }) => {
        const dataset = await requireDataset(datasets, source);
        const version = await requireVersion(datasets, dataset.id, options.version);
        if ((await findDataset(datasets, name)) !== null) {
          throw new CliError('DATASET_EXISTS', `There is a dataset ${printable(name)} already.`, {
            hint: 'choose another name',
          });
        }
        const fork = await datasets.forkDataset({
          datasetId: dataset.id,
          version: version.version,
          name,
        });
        await output.result(fork, () => {
          const from = `${versionName(version)} of ${printable(dataset.name)}`;
          return `Made ${printable(name)} (${fork.id}) of ${from}.`;
        });
      });
    });
}
