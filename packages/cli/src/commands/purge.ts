import type { DatasetsStorage } from '@mastra-datasets/core';
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
The item is deleted in a new version, and older versions keep a mark in place
of its content, so that their digests change. An item that was deleted before
can be purged, too.

With --keep there is no new version: the item stays where it is, as a mark.

Examples:
  $ mastra-datasets purge questions q-17
  $ mastra-datasets purge questions q-17 --yes --message 'Request 4711'`;

/** Whether any state of an item has its content. */
async function hasContent(datasets: DatasetsStorage, id: string): Promise<boolean> {
  const states = await datasets.getItemHistory({ id });
  return states.some(({ item }) => item.purgedAt === undefined);
}

/** `purge`: the content of an item, removed from every version. */
export function registerPurge(root: Root, io: Io): void {
  root
    .command('purge')
    .description('remove the content of an item from every version, for good')
    .argument('<dataset>')
    .argument('<item>')
    .option('--keep', 'leave the item in its place, without its content')
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
        const keep = options.keep === true;
        const hadContent = await hasContent(datasets, id);
        await datasets.purgeItem({ datasetId, id, keep, ...authorshipOf(options, io) });
        const version = await requireVersion(datasets, datasetId, undefined);
        const isPurged = keep ? hadContent : version.number > before.number;
        const where = keep ? 'which has a mark in its place' : `in ${output.versionName(version)}`;
        await output.result({ datasetId, id, version, purged: isPurged }, () =>
          isPurged
            ? `Purged ${item} from every version of ${label}, ${where}.`
            : `${item} was purged before; nothing was changed.`,
        );
      });
    });
}
