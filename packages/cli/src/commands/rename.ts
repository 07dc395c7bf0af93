import { withStore } from '../context.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireFreeName } from '../resolve/free-name.js';

/** `rename`: another name for a dataset. */
export function registerRename(root: Root, io: Io): void {
  root
    .command('rename')
    .description('give a dataset another name; no version is made')
    .argument('<dataset>')
    .argument('<name>', 'the new name')
    .addHelpText('after', '\nExamples:\n  $ mastra-datasets rename questions "questions, 2026"')
    .action((reference, name, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const { datasets, output } = context;
        const dataset = await requireDataset(context, reference);
        if (dataset.name === name) {
          await output.result(dataset, () => `${printable(name)} has this name already.`);
          return;
        }
        await requireFreeName(context, name);
        const renamed = await datasets.updateDataset({ id: dataset.id, name });
        await output.result(renamed, () => {
          return `Renamed ${printable(dataset.name)} to ${printable(renamed.name)}.`;
        });
      });
    });
}
