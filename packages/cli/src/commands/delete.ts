import { confirm, isCancel } from '@clack/prompts';
import { withStore } from '../context.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import { count } from '../output/values.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireItem } from '../resolve/item.js';
import { requireVersion } from '../resolve/version.js';

/** `delete`: a dataset with all its versions, or one item in a new version. */
export function registerDelete(root: Root, io: Io): void {
  root
    .command('delete')
    .description('delete a dataset with all its versions, or one item in a new version')
    .argument('<dataset>')
    .option('--item <item>', 'delete only this item; earlier versions keep it')
    .option('--yes', 'do not ask')
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
            await requireConsent(io, `Delete the item ${printable(options.item)} of ${label}?`);
          }
          await datasets.deleteItem({ datasetId, id });
          const version = await requireVersion(datasets, datasetId, undefined);
          await output.result({ datasetId, id, version }, () => {
            return `Deleted ${printable(options.item ?? id)} in ${output.versionName(version)}.`;
          });
          return;
        }
        const { number, itemCount } = await requireVersion(datasets, datasetId, undefined);
        if (options.yes !== true) {
          const contents = `${count(itemCount, 'item')} and ${count(number + 1, 'version')}`;
          await requireConsent(io, `Delete ${label} with ${contents}? This cannot be undone.`);
        }
        await datasets.deleteDataset({ id: datasetId });
        await output.result({ datasetId, name: dataset.name, deleted: true }, () => {
          return `Deleted ${label} with all its versions.`;
        });
      });
    });
}

/** Asks on a terminal. Throws `NOT_CONFIRMED` without one, and for any answer but yes. */
async function requireConsent(io: Io, question: string): Promise<void> {
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) {
    throw new CliError('NOT_CONFIRMED', `${question} Nobody is there to answer.`, {
      hint: 'pass --yes to delete without being asked',
    });
  }
  const { stdin: input, stderr: output } = io;
  const answer = await confirm({ message: question, initialValue: false, input, output });
  if (answer === true && !isCancel(answer)) return;
  throw new CliError('NOT_CONFIRMED', 'Nothing was deleted.');
}
