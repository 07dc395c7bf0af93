import type { NewDatasetItem } from '@mastra-datasets/core';
import { withStore } from '../context.js';
import { changedFields } from '../edit/content.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireVersion } from '../resolve/version.js';
import { authorOption, authorshipOf, messageOption } from './authorship.js';
import { contentChangesOf, contentCommand } from './content-options.js';

const EXAMPLES = `
Examples:
  $ mastra-datasets add questions --input 'What is 7 × 8?' --expected-output 56
  $ mastra-datasets add questions --external-id q-18 --set input.question='Why?' --splits hard`;

/** `add`: one more item. */
export function registerAdd(root: Root, io: Io): void {
  contentCommand(root, 'add')
    .description('add an item, in a new version; files of them are added by import')
    .argument('<dataset>')
    .option('--external-id <id>', 'your own key of the item')
    .addOption(authorOption())
    .addOption(messageOption())
    .addHelpText('after', EXAMPLES)
    .action((name, _options, command) => {
      const options = command.optsWithGlobals();
      const fields = changedFields({}, contentChangesOf(options));
      return withStore(io, options, async (context) => {
        const { datasets, output } = context;
        if (!fields.has('input')) {
          throw new CliError('USAGE', 'An item needs an input.', {
            hint: 'give --input, --input-json or --set input.KEY=VALUE',
          });
        }
        const dataset = await requireDataset(context, name);
        const { id: datasetId } = dataset;
        const { externalId } = options;
        // What is no object where one belongs is refused by the storage.
        const content = Object.fromEntries(fields) as unknown as NewDatasetItem;
        const items = [{ ...content, externalId }];
        const [item] = await datasets.addItems({ datasetId, items, ...authorshipOf(options, io) });
        const version = await requireVersion(datasets, datasetId, item?.version);
        await output.result({ item, version }, () => {
          const label = printable(externalId ?? item?.id ?? '');
          return `Added ${label} to ${printable(dataset.name)}, ${output.versionName(version)}.`;
        });
      });
    });
}
