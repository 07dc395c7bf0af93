import {
  DatasetsError,
  type Dataset,
  type DatasetVersion,
  type ItemSelection,
} from '@mastra-datasets/core';
import { withStore, type CommandContext } from '../context.js';
import { CliError, HintedError } from '../errors.js';
import type { Io } from '../io.js';
import { describeItems, wholeItem } from '../output/items.js';
import { printable } from '../output/printable.js';
import { count } from '../output/values.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireItemId } from '../resolve/item.js';
import { requireNamedVersion, type NamedVersion } from '../resolve/named-version.js';
import { parseVersion } from '../resolve/version-argument.js';
import { parseCount } from './parameters.js';
import { describeSelection, selectionOf, withSelection } from './selection-options.js';

/** `show`: a dataset with its first items, or one item whole. */
export function registerShow(root: Root, io: Io): void {
  withSelection(
    root
      .command('show')
      .description('show a dataset with its newest items, or one item whole')
      .argument('<dataset>')
      .argument('[item]')
      .option('--version <version>', 'as of this version', parseVersion)
      .option('--search <text>', 'only items with this text in the input or expected output'),
  )
    .option('--limit <number>', 'how many items', parseCount, 10)
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets show questions\n  $ mastra-datasets show questions --search planet --limit 50\n  $ mastra-datasets show questions --split hard --sample 5\n  $ mastra-datasets show questions q-17 --version baseline',
    )
    .action((name, item, _options, command) => {
      const options = command.optsWithGlobals();
      const work = async (context: CommandContext) => {
        const selection = selectionOf(options);
        if (item !== undefined && (options.search !== undefined || selection !== null)) {
          throw new CliError('USAGE', 'A search or a selection is for all items, not for one.', {
            hint: 'leave out the item, or these options',
          });
        }
        const dataset = await requireDataset(context, name);
        const version = await requireNamedVersion(context, dataset, options.version);
        if (item === undefined)
          await showDataset(context, dataset, version, { ...options, selection });
        else await showItem(context, dataset, version, item);
      };
      return withStore(io, options, work, { isPaged: true });
    });
}

/** Which items are shown. */
interface Shown {
  readonly limit: number;
  readonly search?: string | undefined;
  readonly selection: ItemSelection | null;
}

async function showDataset(
  { datasets, output }: CommandContext,
  dataset: Dataset,
  version: NamedVersion,
  { limit, search, selection }: Shown,
): Promise<void> {
  // One more than is shown tells how much of an id makes it another.
  const { items: found, pagination } = await datasets.listItems({
    datasetId: dataset.id,
    version: version.version,
    ...(search === undefined ? {} : { search }),
    ...selection,
    pagination: { page: 0, perPage: limit + 1 },
  });
  const items = found.slice(0, limit);
  await output.result({ dataset, version, items }, () => {
    const { bold, dim } = output.colours;
    const { total } = pagination;
    const facts = [
      `${bold(printable(dataset.name))}  ${dim(dataset.id)}`,
      ...(dataset.description === undefined ? [] : [printable(dataset.description)]),
      `version ${version.number} of ${output.time(version.version)}${tagList(version)}`,
      `${count(version.itemCount, 'item')}${schemaNames(dataset)}`,
    ];
    const conditions = [
      ...(search === undefined ? [] : [`with ${printable(JSON.stringify(search))}`]),
      ...(selection === null ? [] : describeSelection(selection)),
    ];
    const matches =
      conditions.length === 0 ? [] : [`${count(total, 'item')} ${conditions.join(', ')}`];
    const shown = items.length === 0 ? [] : ['', describeItems(output, found, limit, search)];
    const left = total - items.length;
    const more = left > 0 ? [`… and ${left.toLocaleString('en-US')} more`] : [];
    const head = [...facts, ...matches].map((line) => output.wrapped(line));
    return [...head, ...shown, ...more].join('\n');
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

async function showItem(
  context: CommandContext,
  dataset: Dataset,
  version: NamedVersion,
  reference: string,
): Promise<void> {
  const { datasets, output, names } = context;
  const at = { version: version.version };
  const datasetId = dataset.id;
  const byKey = await datasets.getItemByExternalId({ datasetId, externalId: reference, ...at });
  const id = byKey?.id ?? (await requireItemId(context, dataset, reference));
  const item = await datasets.getItemById({ id, ...at });
  if (item === null) {
    const message = `${printable(reference)} is not in ${output.versionName(version)}.`;
    const details = { datasetId, id, version: version.version };
    throw new HintedError(
      new DatasetsError('ITEM_NOT_FOUND', message, { details }),
      `see when it was there: ${names.command('history', id)}`,
    );
  }
  await output.result(item, () => wholeItem(item));
}
