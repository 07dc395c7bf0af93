import type { DatasetsStorage, VerificationReport } from '@mastra-datasets/core';
import { withStore, type CommandContext } from '../context.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import { count } from '../output/values.js';
import { printThenFail } from '../output/verdict.js';
import type { Root } from '../root.js';
import { requireDataset } from '../resolve/dataset.js';
import { unlessDeleted } from '../resolve/deleted.js';

/** `verify`: checks of what is stored. */
export function registerVerify(root: Root, io: Io): void {
  root
    .command('verify')
    .description('check what is stored of a dataset, or of all')
    .argument('[dataset]')
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets verify\n  $ mastra-datasets verify questions --json',
    )
    .action((name, _options, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const { output } = context;
        const reports =
          name === undefined ? await verifyAll(context.datasets) : [await verifyOne(context, name)];
        const problems = reports.reduce((sum, report) => sum + report.problems.length, 0);
        const failure =
          problems > 0
            ? new CliError('PROBLEMS_FOUND', `${count(problems, 'problem')} found.`, {
                hint: 'restore a backup of the database; nothing was changed',
              })
            : null;
        const printing = output.result(reports, () =>
          reports.length === 0
            ? 'There are no datasets.'
            : reports.map((report) => describeReport(report, output.colours)).join('\n'),
        );
        await printThenFail(printing, failure);
      });
    });
}

type NamedReport = VerificationReport & { readonly name: string };

async function verifyOne(context: CommandContext, reference: string): Promise<NamedReport> {
  const { id: datasetId, name } = await requireDataset(context, reference);
  return { name, ...(await context.datasets.verify({ datasetId })) };
}

/** Verifies every dataset of a store. */
export async function verifyAll(datasets: DatasetsStorage): Promise<NamedReport[]> {
  const pagination = { page: 0, perPage: false } as const;
  const reports: NamedReport[] = [];
  for (const { id: datasetId, name } of (await datasets.listDatasets({ pagination })).datasets) {
    const report = await unlessDeleted(datasets, datasetId, () => datasets.verify({ datasetId }));
    if (report === null) continue;
    // A dataset that goes while it is read looks damaged.
    const isSound = report.problems.length === 0;
    if (!isSound && (await datasets.getDatasetById({ id: datasetId })) === null) continue;
    reports.push({ name, ...report });
  }
  return reports;
}

function describeReport(
  { name, commits, states, problems }: NamedReport,
  { green, red }: CommandContext['output']['colours'],
): string {
  const looked = `${count(commits, 'version')}, ${count(states, 'state')} of items`;
  const verdict = problems.length === 0 ? green('sound') : red(count(problems.length, 'problem'));
  return [
    `${printable(name)}: ${verdict} (${looked})`,
    ...problems.map(({ code, message }) => `    ${code}: ${printable(message)}`),
  ].join('\n');
}
