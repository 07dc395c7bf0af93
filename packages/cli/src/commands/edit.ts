import { DatasetsError, type Dataset, type DatasetItem } from '@mastra-datasets/core';
import { withStore, type CommandContext } from '../context.js';
import { changedFields, isEmptyChange, type ContentChanges } from '../edit/content.js';
import { CliError } from '../errors.js';
import { contentOf, isEqualJson } from '@mastra-datasets/files';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireItem } from '../resolve/item.js';
import { requireVersion } from '../resolve/version.js';
import { authorOption, authorshipOf, messageOption } from './authorship.js';
import { contentChangesOf, contentCommand } from './content-options.js';

/** How often an edit of single keys is tried while others change the item, too. */
const MOST_TRIES = 20;

const EXAMPLES = `
Examples:
  $ mastra-datasets edit questions q-17 --expected-output 42
  $ mastra-datasets edit questions q-17 --input-json '{"question":"Why?"}'
  $ mastra-datasets edit questions q-17 --set context.topic=astronomy
  $ mastra-datasets edit questions q-17 --splits train,hard`;

/** `edit`: changes to one item. */
export function registerEdit(root: Root, io: Io): void {
  contentCommand(root, 'edit')
    .description('change an item, in a new version')
    .argument('<dataset>')
    .argument('<item>')
    .addOption(authorOption())
    .addOption(messageOption())
    .addHelpText('after', EXAMPLES)
    .action((name, reference, _options, command) => {
      const options = command.optsWithGlobals();
      const changes = contentChangesOf(options);
      return withStore(io, options, async (context) => {
        const { datasets, output } = context;
        if (isEmptyChange(changes)) {
          throw new CliError('USAGE', 'There is nothing to change.', {
            hint: 'give --input, --expected-output, --set or another field: see edit --help',
          });
        }
        const dataset = await requireDataset(context, name);
        const authorship = authorshipOf(options, io);
        const { item, changed } = await editItem(context, dataset, reference, {
          changes,
          ...authorship,
        });
        const at = changed ? item.version : undefined;
        const version = await requireVersion(datasets, dataset.id, at);
        await output.result({ item, version, changed }, () =>
          changed
            ? `Changed ${printable(reference)} in ${output.versionName(version)}.`
            : `Nothing differs from ${printable(reference)} in ${output.versionName(version)}.`,
        );
      });
    });
}

/** What an edit changes, who makes it, and why. */
interface Edit {
  readonly changes: ContentChanges;
  readonly author: string | undefined;
  readonly message: string | undefined;
}

/**
 * Changes an item where anything differs. Single keys are set in what the item is at that moment, so
 * that no change of another key by others is lost.
 */
async function editItem(
  context: CommandContext,
  dataset: Dataset,
  reference: string,
  { changes, ...authorship }: Edit,
): Promise<{ item: DatasetItem; changed: boolean }> {
  const { datasets } = context;
  const { id: datasetId } = dataset;
  for (let tries = 1; ; tries += 1) {
    const current = await requireItem(context, dataset, reference);
    const present = contentOf(current);
    const fields = Object.fromEntries(changedFields(present, changes));
    const wanted = Object.entries({ ...present, ...fields }).filter(
      // A value of null is one only where a field may be anything.
      ([field, value]) => value !== null || field === 'input' || field === 'expectedOutput',
    );
    if (isEqualJson(present, Object.fromEntries(wanted))) return { item: current, changed: false };
    const readsFirst = changes.assignments.length > 0;
    try {
      const [item] = await datasets.updateItems({
        datasetId,
        items: [
          {
            id: current.id,
            ...fields,
            ...(readsFirst ? { expectedItemVersion: current.version } : {}),
          },
        ],
        ...authorship,
      });
      return { item: item ?? current, changed: true };
    } catch (error) {
      const isConflict = error instanceof DatasetsError && error.code === 'VERSION_CONFLICT';
      if (!isConflict || tries >= MOST_TRIES) throw error;
    }
  }
}
