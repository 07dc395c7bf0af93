import type { LockedSelection } from '@mastra-datasets/cases';
import { inStore, withOutput, type CommandBase, type CommandContext } from '../context.js';
import { CliError } from '../errors.js';
import { pathOf, type Io } from '../io.js';
import { checkEntries } from '../lock/check-entries.js';
import { removeEntry } from '../lock/remove-entry.js';
import { findLockedStore, type LockedStore } from '../lock/store.js';
import { updateEntries } from '../lock/update-entries.js';
import { lockDataset } from '../lock/write-entry.js';
import type { Root } from '../root.js';
import { parseVersion, type VersionArgument } from '../resolve/version-argument.js';
import { selectionOf, withSelection, type SelectionOptions } from './selection-options.js';

const NOTES = `
The lock file is datasets.lock.json in this folder or the nearest one above it. Keep it in git: a score
then says which cases it was measured on, and a change of the cases is a change in the diff. After a
merge that git could not do, run lock --update.

The store is that of --url, or else mastra.db beside the lock file. Where there is none, --check looks at
the files with the cases alone, if each dataset has one.

Examples:
  $ mastra-datasets lock questions
  $ mastra-datasets lock questions --version baseline --split test
  $ mastra-datasets lock questions --vendor cases
  $ mastra-datasets lock --check
  $ mastra-datasets lock --update questions
  $ mastra-datasets lock --remove questions`;

/** `lock`: pins versions in a file beside the code, and checks them. */
export function registerLock(root: Root, io: Io): void {
  withSelection(
    root
      .command('lock')
      .description('pin a version in a lock file beside the code, check the pins, or move them')
      .argument('[dataset]')
      .option(
        '--version <version>',
        'the version, or a tag to follow; the newest when left out',
        parseVersion,
      ),
  )
    .option('--check', 'end with 7 unless the store has the cases that are locked')
    .option('--update', 'move to the newest version, or to where the tag is')
    .option(
      '--vendor <folder>',
      'also write the cases into a file there, so that no store is needed',
    )
    .option('--remove', 'take the dataset out of the lock file, with the file of its cases')
    .addHelpText('after', NOTES)
    .action((name, _options, command) => {
      const options = command.optsWithGlobals();
      const { vendor } = options;
      const vendorFolder = vendor === undefined ? undefined : pathOf(io, vendor);
      const work = workOf({ ...options, name, vendorFolder });
      return withOutput(io, options, async (base) =>
        work(base, await findLockedStore(options, io)),
      );
    });
}

interface LockOptions extends SelectionOptions {
  readonly name: string | undefined;
  readonly version?: VersionArgument | undefined;
  readonly check?: boolean | undefined;
  readonly update?: boolean | undefined;
  readonly remove?: boolean | undefined;
  readonly vendorFolder: string | undefined;
}

/** What a command does; it opens the store where it needs it. */
type Work = (base: CommandBase, store: LockedStore) => Promise<void>;

/** Finds what is to be done. Throws `USAGE` for options that contradict each other. */
function workOf(options: LockOptions): Work {
  const { name, version, check = false, update = false, remove = false, vendorFolder } = options;
  const selection = selectionOf(options);
  if ([check, update, remove].filter((given) => given).length > 1) {
    throw new CliError('USAGE', 'Only one of --check, --update and --remove can be done.');
  }
  if ((check || remove) && vendorFolder !== undefined) {
    throw new CliError('USAGE', '--vendor writes cases, which --check and --remove do not.');
  }
  if ((check || update || remove) && (version !== undefined || selection !== null)) {
    throw new CliError('USAGE', 'The lock file says which version and which items are meant.', {
      hint: 'leave them out, or lock the dataset anew without --check, --update and --remove',
    });
  }
  if (check) return (base, store) => checkEntries(base, store, name);
  if (update) return onStore((context) => updateEntries(context, { name, vendorFolder }));
  if (name === undefined) {
    throw new CliError('USAGE', `There is no dataset to ${remove ? 'take out' : 'lock'}.`, {
      hint: 'name one, or use --check or --update for those that are locked',
    });
  }
  if (remove) return (base) => removeEntry(base, name);
  const chosen = selection === null ? undefined : (selection as LockedSelection);
  const request = { reference: name, version, selection: chosen, vendorFolder };
  return onStore((context) => lockDataset(context, request));
}

function onStore(work: (context: CommandContext) => Promise<void>): Work {
  return (base, { address }) => inStore(base, address, work);
}
