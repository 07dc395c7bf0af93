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
    .option('--repair', 'correct wrong counts of items, where nothing else is wrong')
    .addHelpText(
      'after',
      '\nExamples:\n  $ mastra-datasets verify\n  $ mastra-datasets verify questions --json',
    )
    .action((name, { repair }, command) => {
      const options = command.optsWithGlobals();
      return withStore(io, options, async (context) => {
        const { output } = context;
        const reports =
          name === undefined
            ? await verifyAll(context.datasets, repair)
            : [await verifyOne(context, name, repair)];
        const problems = reports.reduce((sum, report) => sum + report.problems.length, 0);
        const failure =
          problems > 0
            ? new CliError('PROBLEMS_FOUND', `${count(problems, 'problem')} found.`, {
                hint: hintFor(reports),
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

/** Whether counts of items are all that is wrong can only be found out by trying. */
function hintFor(reports: readonly NamedReport[]): string {
  const found = reports.flatMap(({ problems }) => problems);
  const isTried = reports.some(({ repaired }) => repaired !== undefined);
  return !isTried && found.every(({ code }) => code === 'COUNT')
    ? 'try verify --repair, or restore a backup of the database; nothing was changed'
    : 'restore a backup of the database; nothing was changed';
}

async function verifyOne(
  context: CommandContext,
  reference: string,
  repair?: boolean,
): Promise<NamedReport> {
  const { id: datasetId, name } = await requireDataset(context, reference);
  return { name, ...(await context.datasets.verify({ datasetId, repair })) };
}

/** Verifies every dataset of a store, and repairs what it can on request. */
export async function verifyAll(
  datasets: DatasetsStorage,
  repair?: boolean,
): Promise<NamedReport[]> {
  const pagination = { page: 0, perPage: false } as const;
  const reports: NamedReport[] = [];
  for (const { id: datasetId, name } of (await datasets.listDatasets({ pagination })).datasets) {
    const report = await unlessDeleted(datasets, datasetId, () =>
      datasets.verify({ datasetId, repair }),
    );
    if (report === null) continue;
    // A dataset that goes while it is read looks damaged.
    const isSound = report.problems.length === 0;
    if (!isSound && (await datasets.getDatasetById({ id: datasetId })) === null) continue;
    reports.push({ name, ...report });
  }
  return reports;
}

function describeReport(
  { name, commits, states, problems, repaired = [] }: NamedReport,
  { green, red }: CommandContext['output']['colours'],
): string {
  const looked = `${count(commits, 'version')}, ${count(states, 'state')} of items`;
  const verdict = problems.length === 0 ? green('sound') : red(count(problems.length, 'problem'));
  return [
    `${printable(name)}: ${verdict} (${looked})`,
    ...repaired.map(({ code, message }) => `    repaired ${code}: ${printable(message)}`),
    ...problems.map(({ code, message }) => `    ${code}: ${printable(message)}`),
  ].join('\n');
}
