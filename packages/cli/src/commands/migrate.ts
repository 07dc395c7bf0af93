import { DatasetsError, type VersionedDatasetsStorage } from '@mastra-datasets/core';
import { copyFromMastra, copyToMastra } from '@mastra-datasets/migration';
import type { MigrationLoss, MigrationOptions, MigrationResult } from '@mastra-datasets/migration';
import { withStore } from '../context.js';
import { CliError, HintedError } from '../errors.js';
import { isSamePlace } from '../formats/output-file.js';
import type { Io } from '../io.js';
import { openMastraStore, type MastraStore } from '../migrate/mastra-store.js';
import { describeMigration, MigrationDisplay } from '../migrate/report.js';
import type { Root } from '../root.js';
import { variable } from '../variables.js';

/** `migrate`: all datasets with all versions out of the tables of Mastra's own stores, or into them. */
export function registerMigrate(root: Root, io: Io): void {
  root
    .command('migrate')
    .description("copy all datasets out of the tables of Mastra's own stores, or into them")
    .option('--from-mastra <url>', 'the database of Mastra that datasets come from')
    .option('--to <url>', 'the store they go to; default: that of --url')
    .option('--from <url>', 'the store that datasets come from; default: that of --url')
    .option('--to-mastra <url>', 'the database of Mastra they go to')
    .option('--mastra-auth-token <token>', 'its token; default: MASTRA_DATASETS_MASTRA_AUTH_TOKEN')
    .option('--mastra-schema <name>', 'the schema of its tables, in PostgreSQL (default: public)')
    .option('--accept-losses', 'leave out what Mastra has no place for')
    .addHelpText(
      'after',
      '\nRun it again to go on after an interruption, or to bring what came since.\n\nExamples:\n  $ mastra-datasets migrate --from-mastra app.db --to datasets.db\n  $ mastra-datasets migrate --from datasets.db --to-mastra app.db',
    )
    .action((_options, command) => {
      const options = command.optsWithGlobals();
      const { to, from, acceptLosses = false } = options;
      const way = directionOf(options);
      const address = {
        url: way.mastra,
        authToken: options.mastraAuthToken ?? variable(io.env, 'MASTRA_DATASETS_MASTRA_AUTH_TOKEN'),
        schema: options.mastraSchema,
      };
      const url = to ?? from ?? options.url;
      const work = withStore(
        io,
        { ...options, url },
        async ({ datasets, output }) => {
          const mastra = await openMastraStore(address, io);
          try {
            await refuseTwoCopies(datasets, mastra);
            const copy: Copy = way.isToMastra
              ? (given) => copyToMastra(datasets, mastra.connection, { ...given, acceptLosses })
              : (given) => copyFromMastra(mastra.connection, datasets, given);
            const result = await withProgress(io, copy);
            await output.result(result, () =>
              describeMigration(result.datasets, result.losses ?? []),
            );
          } finally {
            await mastra.close();
          }
        },
        { create: !way.isToMastra },
      );
      return work;
    });
}

interface Ways {
  readonly fromMastra?: string | undefined;
  readonly toMastra?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly acceptLosses?: true | undefined;
}

/** Where the datasets go. Throws `USAGE` unless exactly one end is Mastra's. */
function directionOf({ fromMastra, toMastra, from, to, acceptLosses }: Ways): {
  readonly mastra: string;
  readonly isToMastra: boolean;
} {
  const mastra = toMastra ?? fromMastra;
  const isToMastra = toMastra !== undefined;
  const other = isToMastra ? to : from;
  if (mastra === undefined || (isToMastra && fromMastra !== undefined) || other !== undefined) {
    throw new CliError(
      'USAGE',
      'One end has to be the database of Mastra, and the other a store.',
      {
        hint: 'say --from-mastra URL --to URL, or --from URL --to-mastra URL',
      },
    );
  }
  if (!isToMastra && acceptLosses === true) {
    throw new CliError('USAGE', 'Nothing is lost on the way from Mastra.', {
      hint: 'leave out --accept-losses',
    });
  }
  return { mastra, isToMastra };
}

type Copy = (
  options: MigrationOptions,
) => Promise<MigrationResult & { readonly losses?: readonly MigrationLoss[] }>;

async function withProgress(io: Io, copy: Copy): ReturnType<Copy> {
  const display = new MigrationDisplay(io);
  try {
    return await copy({
      onProgress: (progress) => {
        display.update(progress);
      },
    });
  } catch (error) {
    throw withHint(error);
  } finally {
    display.stop();
  }
}

/** Says what to do next where the code alone does not tell. */
function withHint(error: unknown): unknown {
  if (!(error instanceof DatasetsError)) return error;
  if (error.code === 'NOT_SUPPORTED' && 'losses' in error.details) {
    return new HintedError(error, 'pass --accept-losses to copy the rest');
  }
  if (error.code === 'VERSION_CONFLICT') {
    const hint = 'copy to another store, or delete the dataset that is in the way';
    return new HintedError(error, hint);
  }
  return error;
}

/** Where both are in one file, two copies of SQLite in this process would harm it. */
async function refuseTwoCopies(
  datasets: VersionedDatasetsStorage,
  { local }: MastraStore,
): Promise<void> {
  if (local === null) return;
  const { DatasetsLibSQL } = await import('@mastra-datasets/libsql');
  if (!(datasets instanceof DatasetsLibSQL) || datasets.file === null) return;
  if (!(await isSamePlace(datasets.file, local.file))) return;
  if (await datasets.canShareFileWith(local.client)) return;
  throw new CliError('USAGE', 'This installation has two copies of SQLite, which harm one file.', {
    hint: 'copy to a file of its own',
  });
}
