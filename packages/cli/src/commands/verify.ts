import type { VerificationReport } from '@mastra-datasets/core';
import { withStore } from '../context.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { printable } from '../output/printable.js';
import { count } from '../output/values.js';
import { printThenFail } from '../output/verdict.js';
import type { Root } from '../program.js';
import { requireDataset } from '../resolve/dataset.js';

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
      return withStore(io, options, async ({ datasets, output }) => {
        const pagination = { page: 0, perPage: false } as const;
        const chosen =
          name === undefined
            ? (await datasets.listDatasets({ pagination })).datasets
            : [await requireDataset(datasets, name)];
        const reports: (VerificationReport & { readonly name: string })[] = [];
        for (const dataset of chosen) {
          const report = await datasets.verify({ datasetId: dataset.id });
          reports.push({ name: dataset.name, ...report });
        }
        const problems = reports.reduce((sum, report) => sum + report.problems.length, 0);
        const failure =
          problems > 0
            ? new CliError('PROBLEMS_FOUND', `${count(problems, 'problem')} found.`, {
                hint: 'restore a backup of the database; nothing was changed',
              })
            : null;
        const printing = output.result(reports, () => reports.map(describeReport).join('\n'));
        await printThenFail(printing, failure);
      });
    });
}

function describeReport({
  name,
  commits,
  states,
  problems,
}: VerificationReport & { readonly name: string }): string {
  const looked = `${count(commits, 'version')}, ${count(states, 'state')} of items`;
  const verdict = problems.length === 0 ? 'sound' : count(problems.length, 'problem');
  return [
    `${printable(name)}: ${verdict} (${looked})`,
    ...problems.map(({ code, message }) => `    ${code}: ${printable(message)}`),
  ].join('\n');
}
