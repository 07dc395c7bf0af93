import { DatasetsError, type Dataset, type DatasetVersion } from '@mastra-datasets/core';
import { withStore, type CommandContext } from '../context.js';
import { CliError, HintedError } from '../errors.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import { table } from '../output/table.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireNamedVersion } from '../resolve/named-version.js';
import { didYouMean } from '../resolve/suggestion.js';
import {
  kindWithoutPrefix,
  parseNewTag,
  parseVersion,
  tagName,
  type VersionArgument,
} from '../resolve/version-argument.js';

/** `tag`: names for versions. */
export function registerTag(root: Root, io: Io): void {
  root
    .command('tag')
    .description('name a version, move or remove a name, or list the names')
    .argument('<dataset>')
    .argument('[tag]', 'the name; all are listed when left out')
    .argument('[version]', 'the version to name; the newest when left out', parseVersion)
    .option('--move', 'let a tag that exists name another version')
    .option('--delete', 'remove the tag')
    .addHelpText(
      'after',
      '\nA tag that reads as a number or a date is written tag:NAME, here and wherever it is meant.\n\nExamples:\n  $ mastra-datasets tag questions baseline\n  $ mastra-datasets tag questions baseline 3 --move\n  $ mastra-datasets tag questions baseline --delete',
    )
    .action((name, given, version, _options, command) => {
      const options = command.optsWithGlobals();
      const isDeletion = options.delete === true;
      if (given === undefined && (isDeletion || options.move === true)) {
        throw new CliError('USAGE', 'There is no tag to move or remove.', { hint: 'name the tag' });
      }
      if (isDeletion && version !== undefined) {
        throw new CliError('USAGE', 'A tag is removed whatever it names.', {
          hint: 'leave out the version',
        });
      }
      const newTag = given === undefined || isDeletion ? null : parseNewTag(given);
      const work = async (context: CommandContext) => {
        const dataset = await requireDataset(context, name);
        if (newTag !== null) {
          await makeTag(context, dataset, newTag, version, options.move === true);
        } else if (given === undefined) {
          await listTags(context, dataset);
        } else {
          await deleteTag(context, dataset, tagName(given));
        }
      };
      return withStore(io, options, work, { isPaged: given === undefined });
    });
}

async function makeTag(
  context: CommandContext,
  dataset: Dataset,
  tag: string,
  argument: VersionArgument | undefined,
  move: boolean,
): Promise<void> {
  const { datasets, output } = context;
  const commit = await requireNamedVersion(context, dataset, argument);
  const { version } = commit;
  const made = await datasets
    .tagVersion({ datasetId: dataset.id, tag, version, move })
    .catch(async (error: unknown) => {
      throw await withMoveHint(context, error, tag, commit);
    });
  await output.result(made, () => `${printable(tag)} names ${output.versionName(commit)}.`);
  const kind = kindWithoutPrefix(tag);
  if (kind !== null) {
    await output.note(`Write tag:${tag} wherever you mean it: ${tag} alone is ${kind}.`);
  }
}

/** Says how to move a tag that is there already. */
async function withMoveHint(
  { datasets, names }: CommandContext,
  error: unknown,
  tag: string,
  { datasetId, number }: DatasetVersion,
): Promise<unknown> {
  if (!(error instanceof DatasetsError) || error.code !== 'VERSION_CONFLICT') return error;
  const holder = (await datasets.listTags({ datasetId })).find((known) => known.tag === tag);
  const named = holder === undefined ? 'another version' : `version ${holder.number}`;
  const message = `The tag ${printable(tag)} names ${named} already.`;
  const word = kindWithoutPrefix(tag) === null ? tag : `tag:${tag}`;
  const command = names.onDataset('tag', word, String(number), '--move');
  return new HintedError(
    new DatasetsError(error.code, message, { details: error.details }),
    `let it name version ${number} with: ${command}`,
  );
}

async function deleteTag(
  { datasets, output, names }: CommandContext,
  { id: datasetId, name }: Dataset,
  tag: string,
): Promise<void> {
  const tags = await datasets.listTags({ datasetId });
  if (!tags.some((known) => known.tag === tag)) {
    const message = `${printable(name)} has no tag ${printable(tag)}.`;
    const suggestion = didYouMean(
      tag,
      tags.map((known) => known.tag),
    );
    throw new HintedError(
      new DatasetsError('VERSION_NOT_FOUND', message, { details: { datasetId, tag } }),
      `${suggestion}look for it with: ${names.onDataset('tag')}`,
    );
  }
  await datasets.untagVersion({ datasetId, tag });
  await output.result({ datasetId, tag, deleted: true }, () => {
    return `Removed the tag ${printable(tag)}.`;
  });
}

async function listTags(
  { datasets, output, names }: CommandContext,
  { id: datasetId }: Dataset,
): Promise<void> {
  const tags = await datasets.listTags({ datasetId });
  await output.result(tags, () => {
    if (tags.length === 0)
      return `There are no tags; make one with: ${names.onDataset('tag', 'baseline')}`;
    const rows = tags.map(({ tag, number, version }) => [
      printable(tag),
      String(number),
      output.shortTime(version),
    ]);
    const columns = [
      { heading: 'TAG', isFlexible: true },
      { heading: 'VERSION', align: 'right' },
      { heading: 'OF' },
    ] as const;
    return table(output.colours, columns, rows, output.isTerminal ? output.width : Infinity);
  });
}
