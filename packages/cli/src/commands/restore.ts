import { withStore } from '../context.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import { changes } from '../output/values.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireNamedVersion } from '../resolve/named-version.js';
import { parseVersion } from '../resolve/version-argument.js';
import { authorOption, authorshipOf, messageOption } from './authorship.js';

/** `restore`: a new version that equals an old one. */
export function registerRestore(root: Root, io: Io): void {
  root
    .command('restore')
    .description('make a new version that equals an old one; nothing is lost')
    .argument('<dataset>')
    .argument('<version>', 'the version to go back to', parseVersion)
    .addOption(authorOption())
    .addOption(messageOption())
    .addHelpText('after', '\nExamples:\n  $ mastra-datasets restore questions baseline')
    .action((name, version, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const { datasets, output } = context;
        const dataset = await requireDataset(context, name);
        const wanted = await requireNamedVersion(context, dataset, version);
        const restored = await datasets.restoreVersion({
          datasetId: dataset.id,
          version: wanted.version,
          ...authorshipOf(options, io),
        });
        await output.result(restored, () => {
          const from = `${printable(dataset.name)} to ${output.versionName(wanted)}`;
          return `Restored ${from} in ${output.versionName(restored)}: ${changes(restored)}.`;
        });
      });
    });
}
