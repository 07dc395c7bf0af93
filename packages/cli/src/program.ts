import tab from '@bomb.sh/tab/commander';
import { Command } from '@commander-js/extra-typings';
import manifest from '../package.json' with { type: 'json' };
import { registerCopy } from './commands/copy.js';
import { registerDelete } from './commands/delete.js';
import { registerDiff } from './commands/diff.js';
import { registerDigest } from './commands/digest.js';
import { registerEdit } from './commands/edit.js';
import { registerExport } from './commands/export.js';
import { registerFork } from './commands/fork.js';
import { registerHistory } from './commands/history.js';
import { registerImport } from './commands/import.js';
import { registerList } from './commands/list.js';
import { registerLog } from './commands/log.js';
import { registerRestore } from './commands/restore.js';
import { registerShow } from './commands/show.js';
import { registerTag } from './commands/tag.js';
import { registerVerify } from './commands/verify.js';
import type { Io } from './io.js';
import { refuseRepeatedOptions } from './repeated-options.js';
import { DEFAULT_URL } from './store.js';

const DESCRIPTION = `Versioned datasets for evaluating AI agents and LLM apps.

A VERSION is a number (0, 1, 2 …), latest, previous, -1 or ~1 (one before the newest), a date and time
(ISO 8601), or a tag; tag:NAME is a tag in any case.
A DATASET is the name or the id of one, an ITEM the id or external id of one. Of an id, a beginning is
enough that no other has.`;

const EPILOGUE = `
Environment:
  MASTRA_DATASETS_URL           the store, where --url does not say it
  MASTRA_DATASETS_AUTH_TOKEN    its token, where --auth-token does not say it
  MASTRA_DATASETS_SCHEMA        its schema, where --schema does not say it
  MASTRA_DATASETS_TABLE_PREFIX  its table prefix, where --table-prefix does not say it
  MASTRA_DATASETS_PAGER, PAGER  what shows long results at a terminal (default: less -FRX)
  NO_COLOR                      no colours

Exit codes:
  0 done · 1 failed · 2 wrong usage · 3 not found · 4 conflict · 5 data refused
  6 busy, try again · 7 a check did not hold · 130 interrupted (129 by a hangup, 143 by SIGTERM)

Examples:
  $ mastra-datasets import questions.csv --input question --expected-output answer
  $ mastra-datasets log questions
  $ mastra-datasets diff questions 1 2
  $ mastra-datasets export questions --version baseline --output baseline.jsonl
  $ source <(mastra-datasets complete bash)`;

/** Makes the command with the options that all its subcommands take. */
function createRoot() {
  return (
    new Command('mastra-datasets')
      .description(DESCRIPTION)
      // The long form is a subcommand's option as well, and would be taken before it.
      .version(manifest.version, '-V', 'print the version of this command; alone, also --version')
      .option('--url <url>', `the store: a database file or a url (default: ${DEFAULT_URL})`)
      .option('--auth-token <token>', 'the token of a server; better given by the environment')
      .option('--schema <name>', 'the schema of the tables, in PostgreSQL (default: public)')
      .option('--table-prefix <prefix>', 'what the names of the tables begin with')
      .option('--json', 'print results, and errors, as JSON')
      .option('--no-pager', 'show long results without a pager')
      .configureHelp({ showGlobalOptions: true })
      .addHelpText('after', EPILOGUE)
  );
}

/** The command before its subcommands are added. */
export type Root = ReturnType<typeof createRoot>;

/** Makes the command with all its subcommands. Errors of usage are thrown, not printed. */
export function createProgram(io: Io): Root {
  const root = createRoot()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
    });
  for (const register of [
    registerImport,
    registerExport,
    registerList,
    registerShow,
    registerLog,
    registerDiff,
    registerHistory,
    registerEdit,
    registerRestore,
    registerTag,
    registerFork,
    registerDelete,
    registerDigest,
    registerVerify,
    registerCopy,
  ]) {
    register(root, io);
  }
  Reflect.apply(refuseRepeatedOptions, undefined, [root]);
  // Its types know the command only without the types of its options.
  Reflect.apply(tab, undefined, [root]);
  return root;
}
