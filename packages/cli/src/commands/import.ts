import { basename } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { withStore, type CommandContext, type GlobalOptions } from '../context.js';
import { STANDARD } from '../formats/bytes.js';
import { formatOf, FORMATS } from '../formats/format.js';
import { openSource } from '../formats/source.js';
import { inTemporaryStore, previewImport } from '../import/dry-run.js';
import { importRows, type ImportPlan } from '../import/import-rows.js';
import { withRejects } from '../import/rejects.js';
import { reportImport, reportPreview } from '../import/report.js';
import { cleaningUp, type Io } from '../io.js';
import { checkColumns, parseMapping, type MappingOptions } from '../mapping/mapping.js';
import { Output } from '../output/output.js';
import { printable } from '../output/printable.js';
import { count } from '../output/values.js';
import { CliError } from '../errors.js';
import { CommandNames } from '../names.js';
import type { Root } from '../program.js';
import { fileOfInput, filesOfStore } from '../protected-files.js';
import { findDataset } from '../resolve/dataset.js';
import { collect, parseDelimiter } from './parameters.js';

const NOTES = `
Columns named after their targets (input, input.question, expectedOutput, context.source, externalId, and
any of them with :json behind for JSON text) need no options. An empty cell is absent.

Examples:
  $ mastra-datasets import questions.csv --input question --expected-output answer --context source
  $ mastra-datasets import questions.jsonl --dataset questions --external-id id --on-conflict update
  $ mastra-datasets import messy.csv --encoding latin1 --rejects rejects.jsonl --dry-run
  $ cat questions.jsonl.gz | mastra-datasets import - --format jsonl --dataset questions`;

interface ImportOptions extends MappingOptions, GlobalOptions {
  readonly dataset?: string | undefined;
  readonly format?: (typeof FORMATS)[number] | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly header: boolean;
  readonly quotes: boolean;
  readonly infer?: true | undefined;
  readonly onConflict?: 'error' | 'skip' | 'update' | undefined;
  readonly message?: string | undefined;
  readonly rejects?: string | undefined;
  readonly dryRun?: true | undefined;
}

/** `import`: the rows of a file as items of one version. */
export function registerImport(root: Root, io: Io): void {
  root
    .command('import')
    .description(
      'add the rows of a file to a dataset, in one version; makes the dataset if need be',
    )
    .argument('<file>', 'a CSV, TSV, JSON, JSONL (also .gz) or Parquet file; - for standard input')
    .option('--dataset <dataset>', "the dataset; the file's name when left out")
    .addOption(new Option('--format <format>', 'where the name does not tell it').choices(FORMATS))
    .option('--input <columns>', 'what is asked: one column, or several as keys of an object')
    .option('--expected-output <columns>', 'what should come out, in the same way')
    .option('--context <columns>', 'what belongs to it: each column becomes a key')
    .option('--external-id <column>', 'your own key of each item')
    .option('--map <column=target>', 'any column to any target; may come several times', collect)
    .option('--infer', 'read numbers, true, false, null and JSON in cells of text')
    .addOption(
      new Option('--on-conflict <action>', 'what to do where the external id is there already')
        .choices(['error', 'skip', 'update'])
        .default('error'),
    )
    .option('--message <text>', 'a note kept with the version')
    .option('--rejects <file>', 'import the sound rows, and write the others to this file as JSONL')
    .option('--dry-run', 'check everything and show the first items, but change nothing')
    .option('--encoding <name>', 'of text: utf-8, latin1, windows-1252, utf-16le …')
    .option('--delimiter <character>', 'between the cells of a line; \\t is a tab', parseDelimiter)
    .option('--no-header', 'the first line holds no names; columns are 1, 2, 3 …')
    .option('--no-quotes', 'double quotes have no meaning')
    .addHelpText('after', NOTES)
    .action((file, _options, command) => {
      const options = command.optsWithGlobals();
      const work = (context: CommandContext) => importFile(context, file, options);
      return options.dryRun === true
        ? withStoreIfAny(io, options, work)
        : withStore(io, options, work, { create: true });
    });
}

/** Runs a command on the store, or on an empty one where there is none, which is then not made. */
async function withStoreIfAny(
  io: Io,
  options: GlobalOptions,
  work: (context: CommandContext) => Promise<void>,
): Promise<void> {
  try {
    await withStore(io, options, work);
  } catch (error) {
    if (!(error instanceof CliError && error.code === 'STORE_NOT_FOUND')) throw error;
    const output = new Output(io, { isJson: options.json === true });
    await inTemporaryStore(io, (datasets) =>
      work({ io, output, datasets, names: new CommandNames(options) }),
    );
  }
}

async function importFile(
  context: CommandContext,
  file: string,
  options: ImportOptions,
): Promise<void> {
  const { io, output } = context;
  const mapping = parseMapping(options);
  const format = formatOf(file, options.format);
  const source = await openSource(io, file, { ...options, format });
  if (source.columns !== undefined) {
    checkColumns(mapping, source.columns, source.isText ? `${file}, line 1` : file);
  }
  const name = options.dataset ?? nameOf(file);
  const plan: Omit<ImportPlan, 'rejects'> = {
    name,
    source,
    cells: { mapping, isText: source.isText, infer: options.infer === true },
    onConflict: options.onConflict ?? 'error',
    message:
      options.message ?? `Import of ${file === STANDARD ? 'standard input' : basename(file)}`,
  };
  const dataset = await findDataset(context.datasets, name);
  const protectedFiles = [...fileOfInput(file, io), ...filesOfStore(options, io)];
  let rejected = 0;
  const sifting = <Result>(work: (plan: ImportPlan) => Promise<Result>) =>
    withRejects(io, options.rejects, protectedFiles, async (rejects) => {
      const result = await work({ ...plan, rejects });
      rejected = rejects?.count ?? 0;
      return result;
    });
  const report = await cleaningUp(io, async () =>
    options.dryRun === true
      ? reportPreview(context, name, await sifting((all) => previewImport(context, dataset, all)))
      : reportImport(context, await sifting((all) => importRows(context, dataset, all))),
  );
  const rejects = options.rejects ?? null;
  await output.result({ ...report.value, rejects }, report.text);
  if (rejects !== null && rejected > 0) {
    await output.note(`${count(rejected, 'row')} went to ${printable(rejects)}.`);
  }
}

/** The name of a dataset that is called like the file. */
function nameOf(file: string): string {
  if (file === STANDARD) {
    throw new CliError('USAGE', 'Standard input has no name to call the dataset by.', {
      hint: 'name it with --dataset',
    });
  }
  return basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.[^.]+$/, '');
}
