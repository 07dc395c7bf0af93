import type { Dataset, DatasetItem, DatasetVersion } from '@mastra-datasets/core';
import { DatasetsError } from '@mastra-datasets/core';
import { withStore, type CommandContext } from '../context.js';
import type { Io } from '../io.js';
import { preview, printable } from '../output/printable.js';
import { table } from '../output/table.js';
import { count, time } from '../output/values.js';
import type { Root } from '../program.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireItemId } from '../resolve/item.js';
import { parseVersion, requireVersion } from '../resolve/version.js';
import { parseCount } from './parameters.js';

/** `show`: a dataset with its first items, or one item whole. */
export function registerShow(root: Root, io: Io): void {
  root
    .command('show')
    .description('show a dataset with its newest items, or one item whole')
    .argument('<dataset>')
    .argument('[item]')
    .option('--version <version>', 'as of this version', parseVersion)
    .option('--limit <number>', 'how many items', parseCount, 10)
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets show questions\n  $ mastra-datasets show questions q-17 --version baseline',
    )
    .action((name, item, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const dataset = await requireDataset(context.datasets, name);
        const version = await requireVersion(context.datasets, dataset.id, options.version);
        if (item === undefined) await showDataset(context, dataset, version, options.limit);
        else await showItem(context, dataset, version, item);
      });
    });
}

async function showDataset(
  { datasets, output }: CommandContext,
  dataset: Dataset,
  version: DatasetVersion,
  limit: number,
): Promise<void> {
  const { items } = await datasets.listItems({
    datasetId: dataset.id,
    version: version.version,
    pagination: { page: 0, perPage: limit },
  });
  await output.result({ dataset, version, items }, () => {
    const { bold } = output.colours;
    const facts = [
      `${bold(printable(dataset.name))}  ${dataset.id}`,
      ...(dataset.description === undefined ? [] : [printable(dataset.description)]),
      `version ${version.number} of ${time(version.version)}${tagList(version)}`,
      `${count(version.itemCount, 'item')}${schemaNames(dataset)}`,
    ];
    const shown = items.length === 0 ? [] : ['', itemTable(output, items)];
    const left = version.itemCount - items.length;
    const more = left > 0 ? [`… and ${left.toLocaleString('en-US')} more`] : [];
    return [...facts, ...shown, ...more].join('\n');
  });
}

function tagList({ tags }: DatasetVersion): string {
  return tags.length === 0 ? '' : `, tagged ${tags.map(printable).join(', ')}`;
}

function schemaNames({ inputSchema, expectedOutputSchema }: Dataset): string {
  const names = [
    ...(inputSchema === undefined ? [] : ['input']),
    ...(expectedOutputSchema === undefined ? [] : ['expectedOutput']),
  ];
  return names.length === 0 ? '' : `, with a schema for ${names.join(' and ')}`;
}

function itemTable(output: CommandContext['output'], items: readonly DatasetItem[]): string {
  const keys = items.map(({ id, externalId }) => preview(externalId ?? id, 36));
  const left = output.width - Math.max(...keys.map(({ length }) => length)) - 4;
  const width = Math.max(16, Math.floor(left / 2));
  const rows = items.map(({ input, expectedOutput }, index) => [
    keys[index] ?? '',
    preview(input, width),
    preview(expectedOutput, width),
  ]);
  return table(output.colours, ['ITEM', 'INPUT', 'EXPECTED OUTPUT'], rows);
}

async function showItem(
  { datasets, output }: CommandContext,
  dataset: Dataset,
  { version, number }: DatasetVersion,
  reference: string,
): Promise<void> {
  const byKey = await datasets.getItemByExternalId({
    datasetId: dataset.id,
    externalId: reference,
    version,
  });
  const id = byKey?.id ?? (await requireItemId(datasets, dataset.id, reference));
  const item = await datasets.getItemById({ id, version });
  if (item === null) {
    throw new DatasetsError('ITEM_NOT_FOUND', `The item is not in version ${number}.`, {
      details: { datasetId: dataset.id, id, version },
    });
  }
  await output.result(item, () => wholeItem(item));
}

/** An item as JSON over several lines, harmless for terminals. */
function wholeItem(item: DatasetItem): string {
  return JSON.stringify(item, null, 2).split('\n').map(printable).join('\n');
}
