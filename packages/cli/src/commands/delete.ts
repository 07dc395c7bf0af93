import { withStore } from '../context.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import { count } from '../output/values.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireItem } from '../resolve/item.js';
import { requireVersion } from '../resolve/version.js';
import { authorOption, authorshipOf, messageOption } from './authorship.js';
import { requireConsent } from './consent.js';

/** `delete`: a dataset with all its versions, or one item in a new version. */
export function registerDelete(root: Root, io: Io): void {
  root
    .command('delete')
    .description('delete a dataset with all its versions, or one item in a new version')
    .argument('<dataset>')
    .option('--item <item>', 'delete only this item; earlier versions keep it')
    .option('--yes', 'do not ask')
    .addOption(authorOption())
    .addOption(messageOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets delete questions\n  $ mastra-datasets delete questions --item q-17 --yes',
    )
    .action((name, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const { datasets, output } = context;
        const dataset = await requireDataset(context, name);
        const { id: datasetId } = dataset;
        const label = printable(dataset.name);
        if (options.item !== undefined) {
          const { id } = await requireItem(context, dataset, options.item);
          if (options.yes !== true) {
            const question = `Delete the item ${printable(options.item)} of ${label}?`;
            await requireConsent(io, question, 'deleted');
          }
          await datasets.deleteItem({ datasetId, id, ...authorshipOf(options, io) });
          const version = await requireVersion(datasets, datasetId, undefined);
          await output.result({ datasetId, id, version }, () => {
            return `Deleted ${printable(options.item ?? id)} in ${output.versionName(version)}.`;
          });
          return;
        }
        const { number, itemCount } = await requireVersion(datasets, datasetId, undefined);
        if (options.yes !== true) {
          const contents = `${count(itemCount, 'item')} and ${count(number + 1, 'version')}`;
          const question = `Delete ${label} with ${contents}? This cannot be undone.`;
          await requireConsent(io, question, 'deleted');
        }
        await datasets.deleteDataset({ id: datasetId });
        await output.result({ datasetId, name: dataset.name, deleted: true }, () => {
          return `Deleted ${label} with all its versions.`;
        });
      });
    });
}
