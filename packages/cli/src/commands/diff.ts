import type { DatasetItem, DatasetItemDifference, DatasetVersion } from '@mastra-datasets/core';
import { withStore, type CommandContext } from '../context.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { changesOf, pathText } from '../output/changes.js';
import type { Colours } from '../output/output.js';
import { jsonPreview, printable } from '../output/printable.js';
import { printThenFail } from '../output/verdict.js';
import type { Root } from '../program.js';
import { requireDataset } from '../resolve/dataset.js';
import { parseVersion, requireVersion, versionName } from '../resolve/version.js';

/** `diff`: what differs between two versions. */
export function registerDiff(root: Root, io: Io): void {
  root
    .command('diff')
    .description('compare two versions, by item and by JSON path')
    .argument('<dataset>')
    .argument('<from>', 'a version', parseVersion)
    .argument('[to]', 'another version; the newest when left out', parseVersion)
    .option('--exit-code', 'end with 7 when the versions differ')
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets diff questions baseline\n  $ mastra-datasets diff questions 3 5 --json',
    )
    .action((name, from, to, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const { datasets } = context;
        const { id } = await requireDataset(datasets, name);
        const before = await requireVersion(datasets, id, from);
        const after = await requireVersion(datasets, id, to);
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
          : printText(context, head, diff);
        await printThenFail(printing, failure);
      });
    });
}

/** What is compared, and how much differs. */
interface DiffHead {
  readonly datasetId: string;
  readonly from: DatasetVersion;
  readonly to: DatasetVersion;
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
): Promise<void> {
  for await (const difference of differences) {
    for (const line of describeDifference(output.colours, difference, output.width)) {
      await output.print(line);
    }
  }
  const { added, updated, deleted } = summary;
  const names = `from ${versionName(from)} to ${versionName(to)}`;
  await output.print(`${added} added, ${updated} updated, ${deleted} deleted ${names}`);
}

function describeDifference(
  colours: Colours,
  { type, id, before, after }: DatasetItemDifference,
  width: number,
): string[] {
  const key = before?.externalId ?? after?.externalId;
  const name = key === undefined ? id : `${printable(key)} (${id})`;
  const [mark, paint] = MARKS[type];
  const title = colours[paint](`${mark} ${name}`);
  const room = Math.max(30, Math.floor((width - 24) / 2));
  const lines = changesOf(contentOf(before), contentOf(after)).map(({ path, old, present }) => {
    const removed = colours.red(jsonPreview(old, room));
    const added = colours.green(jsonPreview(present, room));
    // The mark of an item that was added or deleted says which of the two it is.
    const values = { added, deleted: removed, updated: `${removed} → ${added}` };
    return `    ${pathText(path)}: ${values[type]}`;
  });
  return [title, ...lines];
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
    ...(item.purgedAt === undefined ? {} : { purgedAt: item.purgedAt.toISOString() }),
  };
}
