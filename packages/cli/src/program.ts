import tab from '@bomb.sh/tab/commander';
import { registerAdd } from './commands/add.js';
import { registerCompareRuns } from './commands/compare-runs.js';
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
import { registerLock } from './commands/lock.js';
import { registerLog } from './commands/log.js';
import { registerMigrate } from './commands/migrate.js';
import { registerPurge } from './commands/purge.js';
import { registerRename } from './commands/rename.js';
import { registerRestore } from './commands/restore.js';
import { registerSchema } from './commands/schema.js';
import { registerServe } from './commands/serve.js';
import { registerShow } from './commands/show.js';
import { registerSplits } from './commands/splits.js';
import { registerStudio } from './commands/studio.js';
import { registerTag } from './commands/tag.js';
import { registerVerify } from './commands/verify.js';
import type { Io } from './io.js';
import { refuseRepeatedOptions } from './repeated-options.js';
import { createRoot, type Root } from './root.js';

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
    registerSplits,
    registerLog,
    registerDiff,
    registerHistory,
    registerAdd,
    registerEdit,
    registerRestore,
    registerTag,
    registerFork,
    registerRename,
    registerSchema,
    registerDelete,
    registerPurge,
    registerDigest,
    registerLock,
    registerCompareRuns,
    registerVerify,
    registerCopy,
    registerServe,
    registerStudio,
    registerMigrate,
  ]) {
    register(root, io);
  }
  Reflect.apply(refuseRepeatedOptions, undefined, [root]);
  // Its types know the command only without the types of its options.
  Reflect.apply(tab, undefined, [root]);
  return root;
}
