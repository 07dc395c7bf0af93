import { Option } from '@commander-js/extra-typings';
import type { GlobalOptions } from '../global-options.js';
import {
  INPUT_FORMATS,
  SHAPE_NAMES,
  type InputFormat,
  type KeptMapping,
} from '@mastra-datasets/files';
import type { Root } from '../root.js';
import { authorOption, messageOption } from './authorship.js';
import { collect, parseDelimiter, parseLimit } from './parameters.js';

/** The options of `import`. */
export interface ImportOptions extends GlobalOptions, KeptMapping {
  readonly dataset?: string | undefined;
  readonly format?: InputFormat | undefined;
  readonly mapping?: string | undefined;
  readonly onConflict?: 'error' | 'skip' | 'update' | 'merge' | undefined;
  readonly sync?: true | undefined;
  readonly maxDeletions?: number | undefined;
  readonly author?: string | undefined;
  readonly message?: string | undefined;
  readonly rejects?: string | undefined;
  readonly dryRun?: true | undefined;
}

/** An option whose values add up when it comes several times. */
function listOption(flags: string, description: string) {
  return new Option(flags, description).argParser<readonly string[]>(collect);
}

/** Adds `import` with its options. */
export function declareImport(root: Root, notes: string) {
  return root
    .command('import')
    .description('add the rows of files to a dataset, in one version; makes the dataset if need be')
    .argument(
      '<files...>',
      'files, a folder or a pattern: CSV, TSV, JSON, JSONL, YAML, Excel or Parquet, also .gz, .zst, .bz2 or .zip; - for standard input',
    )
    .option('--dataset <dataset>', "the dataset; the file's name when left out")
    .addOption(
      new Option('--format <format>', 'where the name does not tell it').choices(INPUT_FORMATS),
    )
    .addOption(
      new Option(
        '--from <tool>',
        'the tool that wrote the file, where it is not found out',
      ).choices(SHAPE_NAMES),
    )
    .addOption(
      listOption('--input <columns>', 'what is asked: one column, or several as keys of an object'),
    )
    .addOption(listOption('--expected-output <columns>', 'what should come out, in the same way'))
    .addOption(
      listOption(
        '--context <columns>',
        'what belongs to it: each column becomes a key; others are left out',
      ),
    )
    .option('--external-id <column>', 'your own key of each item')
    .option('--no-external-id', 'no column is a key of items')
    .addOption(listOption('--splits <columns>', 'the names of the splits of each item'))
    .addOption(
      listOption(
        '--map <column=target>',
        'any column to any target, such as input.question or input.choices[]',
      ),
    )
    .addOption(
      listOption('--list <column=separator>', 'cells of a column hold lists, as in --list tags=;'),
    )
    .addOption(listOption('--drop <columns>', 'columns to leave out'))
    .option('--mapping <file>', 'read what says where columns go from this file, or save it there')
    .option('--root <path>', 'where the rows are in a document of JSON or YAML, such as data.items')
    .option('--sheet <name>', 'the sheet of an Excel workbook')
    .option('--infer', 'read numbers, true, false, null and JSON in cells of text')
    .option('--python', 'read lists, None, True and nan of Python in text')
    .addOption(
      new Option(
        '--big-numbers <way>',
        'numbers that a double cannot hold: refuse (default), text, round',
      ).choices(['refuse', 'text', 'round']),
    )
    .addOption(
      new Option(
        '--nan <way>',
        'NaN and Infinity, which are no JSON: refuse (default), null',
      ).choices(['refuse', 'null']),
    )
    .addOption(
      new Option(
        '--on-conflict <action>',
        'what to do where the external id is there already: error (default), or update (default of --sync) …',
      ).choices(['error', 'skip', 'update', 'merge']),
    )
    .addOption(
      // A row that is left out would delete its item.
      new Option('--sync', 'also delete the items that the files do not name').conflicts('rejects'),
    )
    .addOption(
      new Option(
        '--max-deletions <count>',
        'change nothing where --sync would delete more items',
      ).argParser(parseLimit),
    )
    .addOption(authorOption())
    .addOption(messageOption())
    .option('--rejects <file>', 'import the sound rows, and write the others to this file as JSONL')
    .option('--dry-run', 'check everything and show the first items, but change nothing')
    .option('--encoding <name>', 'of text: utf-8, latin1, windows-1252, utf-16le …')
    .option('--delimiter <character>', 'between the cells of a line; \\t is a tab', parseDelimiter)
    .option('--no-header', 'the first line holds no names; columns are 1, 2, 3 …')
    .option('--no-quotes', 'double quotes have no meaning')
    .addHelpText('after', notes);
}

/** Options without what only says that nothing was said: `--no-header` is absent, or `false`. */
export function withoutDefaults(options: ImportOptions): ImportOptions {
  const { header, quotes, ...rest } = options;
  return {
    ...rest,
    ...(header === false ? { header } : {}),
    ...(quotes === false ? { quotes } : {}),
  };
}
