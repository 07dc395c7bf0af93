import { withStore } from '../context.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import { count } from '../output/values.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireFreeName } from '../resolve/free-name.js';
import { requireNamedVersion } from '../resolve/named-version.js';
import { requireVersion } from '../resolve/version.js';
import { parseVersion } from '../resolve/version-argument.js';
import { authorOption, authorshipOf, messageOption } from './authorship.js';
import { selectionOf, withSelection } from './selection-options.js';

/** `fork`: a new dataset of a version. */
export function registerFork(root: Root, io: Io): void {
  withSelection(
    root
      .command('fork')
      .description('make a new dataset of the items of a version')
      .argument('<dataset>')
      .argument('<name>', 'the name of the new dataset')
      .option('--version <version>', 'the version to take; the newest when left out', parseVersion),
  )
    .addOption(authorOption())
    .addOption(messageOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets fork questions "questions, frozen" --version baseline\n  $ mastra-datasets fork questions questions-hard --split hard\n  $ mastra-datasets fork questions questions-small --sample 50 --seed pilot',
    )
    .action((source, name, _options, command) => {
      const options = command.optsWithGlobals();
      const selection = selectionOf(options);
      return withStore(io, options, async (context) => {
        const { datasets, output } = context;
        const dataset = await requireDataset(context, source);
        const version = await requireNamedVersion(context, dataset, options.version);
        await requireFreeName(context, name);
        const fork = await datasets.forkDataset({
          datasetId: dataset.id,
          version: version.version,
          name,
          ...selection,
          ...authorshipOf(options, io),
        });
        const first = await requireVersion(datasets, fork.id, undefined);
        await output.result(fork, () => {
          const whole = `${output.versionName(version)} of ${printable(dataset.name)}`;
          const from = selection === null ? whole : `${count(first.itemCount, 'item')} of ${whole}`;
          return `Made ${printable(name)} (${fork.id}) of ${from}.`;
        });
      });
    });
}
