import { DatasetsError, type DatasetItemState } from '@mastra-datasets/core';
import { withStore } from '../context.js';
import type { Io } from '../io.js';
import { jsonPreview, printable } from '../output/printable.js';
import { time } from '../output/values.js';
import type { Root } from '../program.js';
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
      return withStore(io, options, async ({ datasets, output }) => {
        let id = reference;
        if (options.dataset !== undefined) {
          const dataset = await requireDataset(datasets, options.dataset);
          id = await requireItemId(datasets, dataset.id, reference);
        }
        const states = await datasets.getItemHistory({ id });
        if (states.length === 0) {
          const message = `There never was an item with the id ${printable(reference)}; an external id needs --dataset beside it.`;
          throw new DatasetsError('ITEM_NOT_FOUND', message, { details: { id } });
        }
        await output.result(states, () =>
          states
            .flatMap((state) => describeState(state, output.width, output.colours.bold))
            .join('\n'),
        );
      });
    });
}

function describeState(
  { item, validTo, endedBy }: DatasetItemState,
  width: number,
  emphasize: (text: string) => string,
): string[] {
  const end = validTo === null ? 'is current' : `${endedBy ?? 'change'}d ${time(validTo)}`;
  const fields = [
    ['input', item.input],
    ['expectedOutput', item.expectedOutput],
    ['context', item.context],
  ] as const;
  return [
    `${emphasize(time(item.version))}  ${end}${item.purgedAt === undefined ? '' : ', purged'}`,
    ...fields
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `    ${name}: ${jsonPreview(value, Math.max(30, width - 24))}`),
  ];
}
