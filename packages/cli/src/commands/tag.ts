import { withStore, type CommandContext } from '../context.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import { table } from '../output/table.js';
import { time } from '../output/values.js';
import type { Root } from '../program.js';
import { requireDataset } from '../resolve/dataset.js';
import { parseVersion, requireVersion, tagName, versionName } from '../resolve/version.js';

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
      '\nExamples:\n  $ mastra-datasets tag questions baseline\n  $ mastra-datasets tag questions baseline 3 --move\n  $ mastra-datasets tag questions baseline --delete',
    )
    .action((name, given, version, _options, command) => {
      const options = command.optsWithGlobals();
      const tag = given === undefined ? undefined : tagName(given);
      if (tag === undefined && (options.delete === true || options.move === true)) {
        throw new CliError('USAGE', 'There is no tag to move or remove.', { hint: 'name the tag' });
      }
      return withStore(io, options, async (context) => {
        const { datasets, output } = context;
        const { id: datasetId } = await requireDataset(datasets, name);
        if (tag === undefined) {
          await listTags(context, datasetId);
        } else if (options.delete === true) {
          if (version !== undefined) {
            throw new CliError('USAGE', 'A tag is removed whatever it names.', {
              hint: 'leave out the version',
            });
          }
          await datasets.untagVersion({ datasetId, tag });
          await output.result({ datasetId, tag, deleted: true }, () => {
            return `Removed the tag ${printable(tag)}.`;
          });
        } else {
          assertPlain(given ?? tag, tag);
          const commit = await requireVersion(datasets, datasetId, version);
          const made = await datasets.tagVersion({
            datasetId,
            tag,
            version: commit.version,
            move: options.move === true,
          });
          await output.result(made, () => `${printable(tag)} names ${versionName(commit)}.`);
        }
      });
    });
}

/** Throws `USAGE` for a tag that reads as something else, unless `tag:` says that it is one. */
function assertPlain(given: string, tag: string): void {
  if (given !== tag || parseVersion(tag) === tag) return;
  const kind = /^\d+$/.test(tag) ? 'number' : 'date or another way to name a version';
  throw new CliError(
    'USAGE',
    `${printable(tag)} reads as a ${kind}, so it would not be found as a tag.`,
    {
      hint: `choose another name, or write tag:${tag} here and wherever you use it`,
      details: { tag },
    },
  );
}

async function listTags({ datasets, output }: CommandContext, datasetId: string): Promise<void> {
  const tags = await datasets.listTags({ datasetId });
  await output.result(tags, () => {
    if (tags.length === 0) return 'There are no tags.';
    const rows = tags.map(({ tag, number, version }) => [
      printable(tag),
      String(number),
      time(version),
    ]);
    return table(output.colours, ['TAG', 'VERSION', 'OF'], rows);
  });
}
