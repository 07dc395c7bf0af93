import { Command } from '@commander-js/extra-typings';
import manifest from '../package.json' with { type: 'json' };
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
  MASTRA_DATASETS_AUTHOR        who makes versions, where --author does not say it
  MASTRA_DATASETS_PAGER, PAGER  what shows long results at a terminal (default: less -FRX)
  MASTRA_DATASETS_TOKEN         the token that serve and studio take for everything
  MASTRA_DATASETS_READ_TOKEN    the token that they take for reading
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
export function createRoot() {
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
