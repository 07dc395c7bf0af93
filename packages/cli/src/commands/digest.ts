import { withStore } from '../context.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { printThenFail } from '../output/verdict.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { requireNamedVersion } from '../resolve/named-version.js';
import { parseVersion } from '../resolve/version-argument.js';

/** `digest`: the SHA-256 of a version's contents. */
export function registerDigest(root: Root, io: Io): void {
  root
    .command('digest')
    .description('print the SHA-256 of the contents of a version, which is the same in any store')
    .argument('<dataset>')
    .option('--version <version>', 'the version; the newest when left out', parseVersion)
    .option('--expect <digest>', 'end with 7 unless the digest is this one')
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets digest questions --version baseline\n  $ mastra-datasets digest questions --expect 5f70bf18…',
    )
    .action((name, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const { datasets, output, names } = context;
        const dataset = await requireDataset(context, name);
        const { id: datasetId } = dataset;
        const commit = await requireNamedVersion(context, dataset, options.version);
        const { version, number, itemCount } = commit;
        const digest = await datasets.snapshotDigest({ datasetId, version });
        const { expect: expected } = options;
        const differs = expected !== undefined && expected.trim().toLowerCase() !== digest;
        const failure = differs
          ? new CliError(
              'DIGEST_DIFFERS',
              `${output.versionName(commit)} is not what was expected.`,
              {
                hint: `see what changed between two versions: ${names.onDataset('diff', 'previous', String(number))}`,
                details: { expected, digest, version, number },
              },
            )
          : null;
        const value = { datasetId, version, number, itemCount, digest };
        await printThenFail(
          output.result(value, () => digest),
          failure,
        );
      });
    });
}
