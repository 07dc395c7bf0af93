import { withStore } from '../context.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireItemId } from '../resolve/item.js';
import { requireVersion } from '../resolve/version.js';
import { authorOption, authorshipOf, messageOption } from './authorship.js';
import { requireConsent } from './consent.js';

const NOTES = `
The item is deleted in a new version, and older versions keep a mark in place of its content, so that
their digests change. An item that was deleted before can be purged, too.

Examples:
  $ mastra-datasets purge questions q-17
  $ mastra-datasets purge questions q-17 --yes --author legal --message 'Request 4711'`;

/** `purge`: the content of an item, removed from every version. */
export function registerPurge(root: Root, io: Io): void {
  root
    .command('purge')
    .description('remove the content of an item from every version, for good')
    .argument('<dataset>')
    .argument('<item>')
    .option('--yes', 'do not ask')
    .addOption(authorOption())
    .addOption(messageOption())
    .addHelpText('after', NOTES)
    .action((name, reference, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const { datasets, output } = context;
        const dataset = await requireDataset(context, name);
        const { id: datasetId } = dataset;
        const id = await requireItemId(context, dataset, reference);
        const item = printable(reference);
        const label = printable(dataset.name);
        if (options.yes !== true) {
          const question = `Purge ${item} from every version of ${label}? This cannot be undone.`;
          await requireConsent(io, question, 'purged');
        }
        const before = await requireVersion(datasets, datasetId, undefined);
        await datasets.purgeItem({ datasetId, id, ...authorshipOf(options, io) });
        const version = await requireVersion(datasets, datasetId, undefined);
        const isPurged = version.number > before.number;
        await output.result({ datasetId, id, version, purged: isPurged }, () =>
          isPurged
            ? `Purged ${item} from every version of ${label}, in ${output.versionName(version)}.`
            : `${item} was purged before; nothing was changed.`,
        );
      });
    });
}
