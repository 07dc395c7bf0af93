import type { DatasetItem, DatasetItemDifference } from '@mastra-datasets/core';
import { withStore, type CommandContext } from '../context.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { describeChanges, namesOfChanges } from '../diff/describe.js';
import { printable } from '../output/printable.js';
import { printThenFail } from '../output/verdict.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireNamedVersion, type NamedVersion } from '../resolve/named-version.js';
import { parseVersion } from '../resolve/version-argument.js';

/** `diff`: what differs between two versions. */
export function registerDiff(root: Root, io: Io): void {
  root
    .command('diff')
    .description('compare two versions, by item and by JSON path')
    .argument('<dataset>')
    .argument('<from>', 'a version', parseVersion)
    .argument('[to]', 'another version; the newest when left out', parseVersion)
    .option('--full', 'show values whole, however long they are')
    .option('--stat', 'name only the items, and the fields that differ')
    .option('--exit-code', 'end with 7 when the versions differ')
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets diff questions baseline\n  $ mastra-datasets diff questions previous latest --stat\n  $ mastra-datasets diff questions 3 5 --json',
    )
    .action((name, from, to, _options, command) => {
      const options = command.optsWithGlobals();
      const work = async (context: CommandContext) => {
        const { datasets } = context;
        const dataset = await requireDataset(context, name);
        const before = await requireNamedVersion(context, dataset, from);
        const after = await requireNamedVersion(context, dataset, to);
        const { id } = dataset;
        const diff = await datasets.diffVersions({
          datasetId: id,
          from: before.version,
          to: after.version,
        });
        const { summary } = diff;
        const differs = summary.added + summary.updated + summary.deleted > 0;
        const failure =
          differs && options.exitCode === true
            ? new CliError('VERSIONS_DIFFER', 'The versions differ.', {
                hint: 'look at the differences above',
                details: { ...summary },
              })
            : null;
        const head = { datasetId: id, from: before, to: after, summary };
        const printing = context.output.isJson
          ? printJson(context, head, diff)
          : printText(context, head, diff, options);
        await printThenFail(printing, failure);
      };
      return withStore(io, options, work, { isPaged: true });
    });
}

/** What is compared, and how much differs. */
interface DiffHead {
  readonly datasetId: string;
  readonly from: NamedVersion;
  readonly to: NamedVersion;
  readonly summary: Readonly<Record<'added' | 'updated' | 'deleted', number>>;
}

/** Prints one document, without holding all differences in memory. */
async function printJson(
  { output }: CommandContext,
  head: DiffHead,
  differences: AsyncIterable<DatasetItemDifference>,
): Promise<void> {
  const open = JSON.stringify({ ...head, differences: [] });
  await output.printPart(open.slice(0, -']}'.length));
  let separator = '\n';
  for await (const difference of differences) {
    await output.printPart(`${separator}${JSON.stringify(difference)}`);
    separator = ',\n';
  }
  await output.print('\n]}');
}

async function printText(
  { output }: CommandContext,
  { from, to, summary }: DiffHead,
  differences: AsyncIterable<DatasetItemDifference>,
  { full = false, stat = false }: { full?: boolean | undefined; stat?: boolean | undefined },
): Promise<void> {
  const { colours, width } = output;
  for await (const { type, id, before, after } of differences) {
    const [mark, paint] = MARKS[type];
    const key = before?.externalId ?? after?.externalId;
    // At a terminal, one name is enough.
    const more = key === undefined || output.isTerminal ? '' : ` (${id})`;
    const name = colours[paint](`${mark} ${printable(key ?? id)}${more}`);
    const [old, present] = [contentOf(before), contentOf(after)];
    const lines = stat
      ? [type === 'updated' ? `${name}  ${namesOfChanges(old, present).join(', ')}` : name]
      : [name, ...describeChanges(type, old, present, { colours, width, isFull: full })];
    await output.print(lines.join('\n'));
  }
  const { added, updated, deleted } = summary;
  const names = `from ${output.versionName(from)} to ${output.versionName(to)}`;
  await output.printSentence(`${added} added, ${updated} updated, ${deleted} deleted ${names}`);
}

const MARKS = {
  added: ['+', 'green'],
  updated: ['~', 'yellow'],
  deleted: ['-', 'red'],
} as const;

function contentOf(item: DatasetItem | null): Record<string, unknown> {
  if (item === null) return {};
  return {
    input: item.input,
    ...('expectedOutput' in item ? { expectedOutput: item.expectedOutput } : {}),
    ...(item.context === undefined ? {} : { context: item.context }),
    ...(item.splits === undefined ? {} : { splits: item.splits }),
    ...(item.attributes === undefined ? {} : { attributes: item.attributes }),
    ...(item.purgedAt === undefined ? {} : { purgedAt: item.purgedAt.toISOString() }),
  };
}
