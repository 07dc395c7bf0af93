import type { DatasetVersion } from '@mastra-datasets/core';
import { withStore } from '../context.js';
import type { Io } from '../io.js';
import type { Colours } from '../output/output.js';
import { printable } from '../output/printable.js';
import { changes, count, time } from '../output/values.js';
import type { Root } from '../program.js';
import { requireDataset } from '../resolve/dataset.js';
import { parseCount } from './parameters.js';

/** `log`: the versions of a dataset. */
export function registerLog(root: Root, io: Io): void {
  root
    .command('log')
    .description('list the versions of a dataset, newest first, with tags and counts')
    .argument('<dataset>')
    .option('--limit <number>', 'how many versions', parseCount, 50)
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets log questions\n  $ mastra-datasets log questions --limit 1 --json',
    )
    .action((name, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async ({ datasets, output }) => {
        const { id } = await requireDataset(datasets, name);
        const { versions, pagination } = await datasets.listVersions({
          datasetId: id,
          pagination: { page: 0, perPage: options.limit },
        });
        await output.result(versions, () => {
          const left = pagination.total - versions.length;
          const more = left > 0 ? [`┊  and ${count(left, 'earlier version')}`] : [];
          return [...describeVersions(output.colours, versions), ...more].join('\n');
        });
      });
    });
}

function describeVersions(colours: Colours, versions: readonly DatasetVersion[]): string[] {
  const numbers = Math.max(...versions.map(({ number }) => String(number).length));
  const counts = versions.map((version) => changes(version));
  const width = Math.max(...counts.map(({ length }) => length));
  return versions.flatMap((version, index) => {
    const { number, tags, message, itemCount, purged } = version;
    const { bold, yellow, cyan, dim } = colours;
    const label = tags.length === 0 ? '' : `  ${yellow(`[${tags.map(printable).join(', ')}]`)}`;
    const mark = number === 0 ? '○' : '●';
    const facts = [
      bold(String(number).padStart(numbers)),
      dim(time(version.version)),
      (counts[index] ?? '').padEnd(width),
      count(itemCount, 'item'),
      ...(purged > 0 ? [`${purged} purged`] : []),
    ];
    const note = number === 0 ? 'Created' : message;
    return [
      `${cyan(mark)}  ${facts.join('  ')}${label}`,
      ...(note === undefined ? [] : [`${cyan(number === 0 ? ' ' : '│')}  ${printable(note)}`]),
    ];
  });
}
