import { DatasetsError, type DatasetItemState } from '@mastra-datasets/core';
import { withStore, type CommandContext } from '../context.js';
import { HintedError } from '../errors.js';
import type { Io } from '../io.js';
import type { Output } from '../output/output.js';
import { jsonPreview, printable } from '../output/printable.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireItemId } from '../resolve/item.js';

/** `history`: every state of an item. */
export function registerHistory(root: Root, io: Io): void {
  root
    .command('history')
    .description('show every state of an item, newest first, also of a deleted one')
    .argument('<item>', 'the id of an item, or its external id beside --dataset')
    .option('--dataset <dataset>', 'where to look for an external id')
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets history q-17 --dataset questions\n  $ mastra-datasets history 0193… --json',
    )
    .action((reference, _options, command) => {
      const options = command.optsWithGlobals();
      const work = async (context: CommandContext) => {
        const { output } = context;
        const states = await statesOf(context, reference, options.dataset);
        await output.result(states, () =>
          states.map((state) => describeState(state, output)).join('\n'),
        );
      };
      return withStore(io, options, work, { isPaged: true });
    });
}

async function statesOf(
  context: CommandContext,
  reference: string,
  datasetName: string | undefined,
): Promise<readonly DatasetItemState[]> {
  const { datasets, names } = context;
  if (datasetName !== undefined) {
    const dataset = await requireDataset(context, datasetName);
    return datasets.getItemHistory({ id: await requireItemId(context, dataset, reference) });
  }
  const states = await datasets.getItemHistory({ id: reference });
  if (states.length > 0) return states;
  const message = `There never was an item with the id ${printable(reference)}; an external id needs --dataset beside it.`;
  throw new HintedError(
    new DatasetsError('ITEM_NOT_FOUND', message, { details: { id: reference } }),
    `name the dataset: ${names.command('history', reference, '--dataset', 'DATASET')}`,
  );
}

/** What the names of fields are indented by. */
const INDENT = '    ';

function describeState({ item, validTo, endedBy }: DatasetItemState, output: Output): string {
  const end = validTo === null ? 'is current' : `${endedBy ?? 'change'}d ${output.time(validTo)}`;
  const fields = [
    ['input', item.input],
    ['expectedOutput', item.expectedOutput],
    ['context', item.context],
  ] as const;
  const purged = item.purgedAt === undefined ? '' : ', purged';
  return [
    `${output.colours.bold(output.time(item.version))}  ${end}${purged}`,
    ...fields
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const label = `${INDENT}${name}: `;
        return label + jsonPreview(value, output.width - label.length);
      }),
  ].join('\n');
}
