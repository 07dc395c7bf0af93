import { extname } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import type {
  DatasetItem,
  DatasetsStorage,
  DatasetVersion,
  ItemSelection,
} from '@mastra-datasets/core';
import { withStore } from '../context.js';
import { CliError } from '../errors.js';
import { STANDARD } from '../formats/standard.js';
import { confirmReplacing, rememberExport } from '../export-record.js';
import { formatOf, FORMATS } from '@mastra-datasets/files';
import { writeItems } from '../formats/sink.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import { showProgress } from '../output/progress.js';
import { count } from '../output/values.js';
import type { Root } from '../root.js';
import { filesOfStore } from '../protected-files.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireNamedVersion } from '../resolve/named-version.js';
import { parseVersion } from '../resolve/version-argument.js';
import { selectionOf, withSelection } from './selection-options.js';

const NOTES = `
What is written comes back by an import with the same digest, in every format; only --spreadsheet-safe
changes cells, for people who open them in a spreadsheet.

Examples:
  $ mastra-datasets export questions --output questions.csv
  $ mastra-datasets export questions --version baseline --output baseline.parquet
  $ mastra-datasets export questions --split test --output test.jsonl
  $ mastra-datasets export questions | head`;

/** What progress says in each pass; tables take two. */
const TITLES = { survey: 'Finding columns', write: 'Exporting' } as const;

/** `export`: a version as a file. */
export function registerExport(root: Root, io: Io): void {
  withSelection(
    root
      .command('export')
      .description('write a version as CSV, TSV, JSON, JSONL (also .gz) or Parquet, without loss')
      .argument('<dataset>')
      .option('--version <version>', 'the version; the newest when left out', parseVersion)
      .option('--output <file>', 'the file to write; standard output when left out', STANDARD)
      .addOption(
        new Option(
          '--format <format>',
          'where the name does not tell it; jsonl when nothing does',
        ).choices(FORMATS),
      ),
  )
    .option('--force', 'replace a file that no export wrote, or that was changed since')
    .option('--spreadsheet-safe', 'escape cells that a spreadsheet would run as formulas')
    .addHelpText('after', NOTES)
    .action((name, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const { datasets, output } = context;
        const { output: file } = options;
        const selection = selectionOf(options);
        const format = formatOf(file, options.format ?? (hasNoEnding(file) ? 'jsonl' : undefined));
        if (options.spreadsheetSafe === true && format !== 'csv' && format !== 'tsv') {
          throw new CliError('USAGE', 'Only CSV and TSV have cells that a spreadsheet would run.', {
            hint: 'leave out --spreadsheet-safe, or choose --format csv',
          });
        }
        const dataset = await requireDataset(context, name);
        const version = await requireNamedVersion(context, dataset, options.version);
        if (options.force !== true && file !== STANDARD) await confirmReplacing(io, file);
        const reading = { written: 0, purged: 0 };
        await writeItems(io, file, {
          format,
          spreadsheetSafe: options.spreadsheetSafe === true,
          protectedFiles: filesOfStore(options, io),
          items: (pass) =>
            readItems(io, TITLES[pass], datasets, { ...version, selection }, reading),
        });
        if (reading.purged > 0) {
          await output.note(`${count(reading.purged, 'purged item')} left out.`);
        }
        if (file === STANDARD) return;
        await rememberExport(io, file);
        const { written: items, purged } = reading;
        const value = { datasetId: dataset.id, version, file, format, items, purged };
        await output.result(value, () => {
          const from = `${printable(dataset.name)}, ${output.versionName(version)}`;
          return `Exported ${count(items, 'item')} of ${from}, to ${printable(file)}.`;
        });
      });
    });
}

/** Whether nothing in the name of a file tells its format, as for standard output. */
function hasNoEnding(file: string): boolean {
  return file === STANDARD || extname(file) === '';
}

/** A version, and which of its items are meant; `null` for all. */
interface SelectedVersion extends DatasetVersion {
  readonly selection: ItemSelection | null;
}

/** Reads a version from its oldest item on, so that an import gives them the same order. */
async function* readItems(
  io: Io,
  title: string,
  datasets: DatasetsStorage,
  { datasetId, version, itemCount, selection }: SelectedVersion,
  reading: { written: number; purged: number },
): AsyncGenerator<DatasetItem, void, undefined> {
  reading.written = 0;
  reading.purged = 0;
  // Nobody knows how many items a selection has.
  const progress = showProgress(io, title, selection === null ? itemCount : 0, 'item');
  const range = { datasetId, version, order: 'oldest', ...selection } as const;
  try {
    for await (const item of datasets.iterateItems(range)) {
      if (item.purgedAt !== undefined) {
        reading.purged += 1;
        continue;
      }
      yield item;
      reading.written += 1;
      if (reading.written % 500 === 0) progress.update(reading.written, reading.written);
    }
  } finally {
    progress.stop();
  }
}
