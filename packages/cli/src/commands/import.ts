import { basename } from 'node:path';
import { DatasetsError, type Dataset } from '@mastra-datasets/core';
import {
  areThereAlready,
  checkOptions,
  keptMapping,
  mappingOf,
  prepareFile,
  valueOptions,
  withMapping,
  type PreparedFile,
} from '@mastra-datasets/files';
import { withStore, type CommandContext } from '../context.js';
import type { GlobalOptions } from '../global-options.js';
import { CliError, isExplained } from '../errors.js';
import { inputFile } from '../formats/bytes.js';
import { STANDARD } from '../formats/standard.js';
import { askAtTerminal } from '../import/ask.js';
import { inTemporaryStore, previewImport } from '../import/dry-run.js';
import { findFiles, type ImportFiles } from '../import/files.js';
import { importRows, RepeatedIds, type ImportPlan } from '../import/import-rows.js';
import { readMappingFile, writeMappingFile } from '../import/mapping-file.js';
import { keepMapping } from '../import/kept-mapping.js';
import { StoreAppeared, withImportStore } from '../import/new-store.js';
import { withRejects } from '../import/rejects.js';
import { readSync, requireExternalIds } from '../import/sync.js';
import { describeFiles, mappingValue, reportImport, reportPreview } from '../import/report.js';
import { cleaningUp, type Io } from '../io.js';
import { Output } from '../output/output.js';
import { printable } from '../output/printable.js';
import { count } from '../output/values.js';
import { CommandNames, unnamedFailure } from '../names.js';
import type { Root } from '../root.js';
import { fileOfInput, filesOfStore } from '../protected-files.js';
import { findDataset } from '../resolve/dataset.js';
import { authorshipOf } from './authorship.js';
import { declareImport, withoutDefaults, type ImportOptions } from './import-options.js';

const NOTES = `
Columns are known by their names (question, answer, id …); what was chosen is printed. All columns that
go nowhere else go to the context. Options say it for single targets. An empty cell is absent.

Examples:
  $ mastra-datasets import questions.csv
  $ mastra-datasets import promptfooconfig.yaml --from promptfoo --dataset questions
  $ mastra-datasets import cases.jsonl --input messages.0.content --expected-output messages.1.content
  $ mastra-datasets import messy.csv --encoding latin1 --rejects rejects.jsonl --dry-run
  $ mastra-datasets import 'cases/*.jsonl' --dataset questions --on-conflict update
  $ mastra-datasets import questions.csv --sync --max-deletions 10 --dry-run
  $ cat questions.jsonl.gz | mastra-datasets import - --format jsonl --dataset questions`;

/** `import`: the rows of files as items of one version. */
export function registerImport(root: Root, io: Io): void {
  declareImport(root, NOTES).action(async (given, _options, command) => {
    const options = withoutDefaults(command.optsWithGlobals());
    checkOptions(options);
    valueOptions(options);
    readSync(options);
    const found = await findFiles(io, given);
    const name = options.dataset ?? nameOf(found);
    const work = (context: CommandContext) => importFiles(context, name, found.files, options);
    await (options.dryRun === true
      ? withStoreIfAny(io, options, work)
      : inStore(io, options, found.files, work));
  });
}

/** The name of a dataset that is called like the file. */
function nameOf({ name, files }: ImportFiles): string {
  if (name !== null) return name;
  const isStandard = files.includes(STANDARD);
  const what = isStandard ? 'Standard input has' : 'Several files have';
  throw new CliError('USAGE', `${what} no name to call the dataset by.`, {
    hint: 'name it with --dataset',
  });
}

/** Runs an import on the store, once more where another command makes the database meanwhile. */
async function inStore(
  io: Io,
  options: ImportOptions,
  files: readonly string[],
  work: (context: CommandContext) => Promise<void>,
): Promise<void> {
  try {
    await withImportStore(io, options, work);
  } catch (error) {
    if (!(error instanceof StoreAppeared)) throw error;
    if (files.includes(STANDARD)) {
      throw new DatasetsError('STORAGE_BUSY', 'Another command made the database meanwhile.');
    }
    await withImportStore(io, options, work);
  }
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
    const failure = unnamedFailure(error);
    if (!(failure instanceof CliError && failure.code === 'STORE_NOT_FOUND')) throw error;
    const output = new Output(io, { isJson: options.json === true });
    await inTemporaryStore(io, (datasets) =>
      work({ io, output, datasets, names: new CommandNames(options) }),
    );
  }
}

async function importFiles(
  context: CommandContext,
  name: string,
  files: readonly string[],
  given: ImportOptions,
): Promise<void> {
  const { io } = context;
  const file = given.mapping;
  const saved = file === undefined ? null : await readMappingFile(io, file);
  const options = withMapping(given, saved);
  let used: UsedMapping;
  try {
    used = await importOnce(context, name, files, options);
  } catch (error) {
    if (!(error instanceof RepeatedIds)) throw error;
    if (options.sync === true) throw repeatedIds('name another column with --external-id');
    if (files.includes(STANDARD)) {
      throw repeatedIds(
        'say that they are no external ids with --no-external-id, or name another column with --external-id',
      );
    }
    used = await importOnce(context, name, files, { ...options, externalId: false });
  }
  if (given.dryRun === true) return;
  const mapping = mappingOf(used.options, used.prepared);
  if (file !== undefined && saved === null) await writeMappingFile(io, file, mapping);
  await keepMapping(context.datasets, name, mapping);
}

/** How the files of an import were read. */
interface UsedMapping {
  readonly options: ImportOptions;
  readonly prepared: readonly PreparedFile[];
}

/**
 * Opens files, by the mapping that was kept with the dataset where it fits them. Standard input is read
 * once, so that it cannot be tried.
 */
async function prepareFiles(
  context: CommandContext,
  files: readonly string[],
  options: ImportOptions,
  dataset: Dataset | null,
): Promise<UsedMapping> {
  const kept = files.includes(STANDARD) ? null : keptMapping(dataset);
  if (kept !== null) {
    try {
      const used = await prepareWith(context, files, withMapping(options, kept));
      if (used.prepared.every(({ plan }) => plan.awaited.length === 0)) return used;
    } catch (error) {
      // It is of another shape, which is found out without it.
      if (!isExplained(error)) throw error;
    }
  }
  return prepareWith(context, files, options);
}

async function prepareWith(
  { io, output }: CommandContext,
  files: readonly string[],
  options: ImportOptions,
): Promise<UsedMapping> {
  const values = valueOptions(options);
  const prepared: PreparedFile[] = [];
  for (const file of files) {
    prepared.push(
      await prepareFile(inputFile(io, file), {
        ...options,
        quotes: options.quotes ?? true,
        columns: options,
        values,
        reading: values.reading,
        ask: askAtTerminal(io, file, output.isJson),
      }),
    );
  }
  return { options, prepared };
}

function repeatedIds(hint: string): CliError {
  const message =
    'The values of the column that was taken for the external id repeat, so nothing was imported.';
  return new CliError('INPUT_REFUSED', message, { hint });
}

/** Imports files, and gives how they were read. Throws {@link RepeatedIds}. */
async function importOnce(
  context: CommandContext,
  name: string,
  files: readonly string[],
  options: ImportOptions,
): Promise<UsedMapping> {
  const { io, output, datasets } = context;
  const sync = readSync(options);
  const dataset = await findDataset(datasets, name);
  const used = await prepareFiles(context, files, options, dataset);
  const { prepared } = used;
  if (sync !== null) requireExternalIds(prepared);
  const notes = [...describeFiles(prepared), ...prepared.flatMap((one) => one.notes)];
  const warnings: string[] = [];
  if (dataset !== null && (await areThereAlready(datasets, dataset, prepared))) {
    warnings.push(
      `warning: ${printable(name)} has these rows already. As they have no external ids, they become items once more.`,
    );
  }
  if (!output.isJson)
    for (const note of [...notes, ...warnings]) await output.note(printable(note));
  const later: string[] = [];
  const plan: Omit<ImportPlan, 'rejects'> = {
    name,
    files: prepared,
    onNote: (note) => later.push(note),
    onConflict: options.onConflict ?? (sync === null ? 'error' : 'update'),
    sync,
    author: authorshipOf(options, io).author,
    message: options.message ?? messageOf(files),
  };
  const inputs = files.flatMap((file) => fileOfInput(file, io));
  const protectedFiles = [...inputs, ...filesOfStore(options, io)];
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
  const value = {
    ...report.value,
    mapping: mappingValue(prepared),
    notes: [...prepared.flatMap((one) => one.notes), ...later],
    warnings,
    rejects,
  };
  await output.result(value, report.text);
  if (!output.isJson) for (const note of later) await output.note(printable(note));
  if (rejects !== null && rejected > 0) {
    await output.note(`${count(rejected, 'row')} went to ${printable(rejects)}.`);
  }
  return used;
}

function messageOf(files: readonly string[]): string {
  const [first = ''] = files;
  if (files.length > 1) return `Import of ${count(files.length, 'file')}`;
  return `Import of ${first === STANDARD ? 'standard input' : basename(first)}`;
}
