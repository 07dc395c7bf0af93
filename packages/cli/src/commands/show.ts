import { DatasetsError, type Dataset, type DatasetVersion } from '@mastra-datasets/core';
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

/** `show`: a dataset with its first items, or one item whole. */
export function registerShow(root: Root, io: Io): void {
  root
    .command('show')
    .description('show a dataset with its newest items, or one item whole')
    .argument('<dataset>')
    .argument('[item]')
    .option('--version <version>', 'as of this version', parseVersion)
    .option('--search <text>', 'only items with this text in the input or expected output')
    .option('--limit <number>', 'how many items', parseCount, 10)
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets show questions\n  $ mastra-datasets show questions --search planet --limit 50\n  $ mastra-datasets show questions q-17 --version baseline',
    )
    .action((name, item, _options, command) => {
      const options = command.optsWithGlobals();
      const work = async (context: CommandContext) => {
        if (item !== undefined && options.search !== undefined) {
          throw new CliError('USAGE', 'A search is for all items, not for one.', {
            hint: 'leave out the item, or --search',
          });
        }
        const dataset = await requireDataset(context, name);
        const version = await requireNamedVersion(context, dataset, options.version);
        if (item === undefined) await showDataset(context, dataset, version, options);
        else await showItem(context, dataset, version, item);
      };
      return withStore(io, options, work, { isPaged: true });
    });
}

async function showDataset(
  { datasets, output }: CommandContext,
  dataset: Dataset,
  version: NamedVersion,
  { limit, search }: { readonly limit: number; readonly search?: string | undefined },
): Promise<void> {
  // One more than is shown tells how much of an id makes it another.
  const { items: found, pagination } = await datasets.listItems({
    datasetId: dataset.id,
    version: version.version,
    ...(search === undefined ? {} : { search }),
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
    const matches =
      search === undefined
        ? []
        : [`${count(total, 'item')} with ${printable(JSON.stringify(search))}`];
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
