import type { Dataset, DatasetsStorage, VersionedDatasetsStorage } from '@mastra-datasets/core';
import { addressOf, withStore } from '../context.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import type { Output } from '../output/output.js';
import { printable } from '../output/printable.js';
import { showProgress } from '../output/progress.js';
import { count } from '../output/values.js';
import type { Root } from '../root.js';
import { findByName, requireDataset } from '../resolve/dataset.js';
import { isSameStore } from '../same-store.js';
import { openStore } from '../store.js';
import { variable } from '../variables.js';

/** `copy`: a dataset with all its versions to another store. */
export function registerCopy(root: Root, io: Io): void {
  root
    .command('copy')
    .description('copy a dataset with all versions, ids, tags and times to another store')
    .argument('<dataset>')
    .requiredOption('--to <url>', 'the other store: a database file or a url')
    .option('--to-auth-token <token>', 'its token; default: MASTRA_DATASETS_TO_AUTH_TOKEN')
    .option('--to-schema <name>', 'the schema of its tables; default: MASTRA_DATASETS_TO_SCHEMA')
    .option(
      '--to-table-prefix <prefix>',
      'what the names of its tables begin with; default: MASTRA_DATASETS_TO_TABLE_PREFIX',
    )
    .option('--no-digests', 'do not compare the digest of every version afterwards')
    .addHelpText(
      'after',
      '\nRun it again to go on after an interruption, or to bring what came since.\n\nExamples:\n  $ mastra-datasets copy questions --to libsql://evals-team.turso.io\n  $ mastra-datasets copy questions --to backup.db',
    )
    .action((name, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const { datasets, output } = context;
        const dataset = await requireDataset(context, name);
        const address = {
          url: options.to,
          authToken: options.toAuthToken ?? variable(io.env, 'MASTRA_DATASETS_TO_AUTH_TOKEN'),
          schema: options.toSchema ?? variable(io.env, 'MASTRA_DATASETS_TO_SCHEMA'),
          tablePrefix: options.toTablePrefix ?? variable(io.env, 'MASTRA_DATASETS_TO_TABLE_PREFIX'),
        };
        if (await isSameStore(addressOf(options, io), address, io)) {
          throw new CliError('USAGE', 'Both addresses lead to the same store.', {
            hint: 'name another with --to, or make a second dataset with: mastra-datasets fork',
          });
        }
        const target = await openStore(address, io, { create: true });
        try {
          const result = await copyWithProgress(io, datasets, target.datasets, dataset.id);
          const { versions, copied } = result;
          const digest = options.digests
            ? await compareDigests(io, datasets, target.datasets, dataset.id, versions)
            : null;
          await output.result({ ...result, digest }, () => {
            const all = `${count(versions, 'version')}, ${copied.toLocaleString('en-US')} of them new`;
            const verdict = digest === null ? 'compared' : 'compared by digest';
            return `Copied ${printable(dataset.name)}: ${all}, all ${verdict}.`;
          });
          await noteNamesakes(output, target.datasets, dataset);
        } finally {
          await target.close();
        }
      });
    });
}

/** Tells of other datasets that are called the same, as a name alone will not do there. */
async function noteNamesakes(
  output: Output,
  target: DatasetsStorage,
  { id, name }: Dataset,
): Promise<void> {
  const others = (await findByName(target, name)).filter((dataset) => dataset.id !== id);
  if (others.length === 0) return;
  await output.note(
    `The other store has ${count(others.length, 'more dataset')} named ${printable(name)}: name this one by its id there, ${id}.`,
  );
}

async function copyWithProgress(
  io: Io,
  source: VersionedDatasetsStorage,
  target: VersionedDatasetsStorage,
  datasetId: string,
) {
  let phase = '';
  let progress = showProgress(io, 'Copying', 0, 'version');
  try {
    return await source.copyDatasetTo(target, {
      datasetId,
      onProgress: (step) => {
        if (step.phase !== phase) {
          progress.stop();
          phase = step.phase;
          const title = phase === 'copy' ? 'Copying' : 'Comparing';
          progress = showProgress(io, title, step.total + 1, 'version');
        }
        progress.update(step.number + 1, step.number + 1);
      },
    });
  } finally {
    progress.stop();
  }
}

/** Compares the digest of every version in both stores, and gives that of the newest. */
async function compareDigests(
  io: Io,
  source: DatasetsStorage,
  target: DatasetsStorage,
  datasetId: string,
  versions: number,
): Promise<string> {
  const progress = showProgress(io, 'Digesting', versions, 'version');
  let digest = '';
  try {
    for (let version = 0; version < versions; version += 1) {
      digest = await source.snapshotDigest({ datasetId, version });
      const copy = await target.snapshotDigest({ datasetId, version });
      if (copy !== digest) {
        throw new CliError('DIGEST_DIFFERS', `Version ${version} differs from its copy.`, {
          hint: 'run the command again; if it stays so, check both with mastra-datasets verify',
          details: { version, digest, copy },
        });
      }
      progress.update(version + 1, version + 1);
    }
    return digest;
  } finally {
    progress.stop();
  }
}
