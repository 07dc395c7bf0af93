import {
  compareRuns,
  needsStorage,
  readRun,
  type EvaluationRun,
  type RunComparison,
} from '@mastra-datasets/cases';
import { inStore, withOutput } from '../context.js';
import { pathOf, type Io } from '../io.js';
import { findLockedStore } from '../lock/store.js';
import type { Output } from '../output/output.js';
import { printable } from '../output/printable.js';
import { table } from '../output/table.js';
import type { Root } from '../root.js';

const NOTES = `
A run is a file of JSON lines as saveRun of @mastra-datasets/cases writes it. Cases that came, went or
changed between the two versions are kept apart, so that no average mixes them with a change of the
program, and so are cases without a score. The interval is that of the mean difference at 95 %, by
bootstrap, of ten cases or more. For runs of two versions, the store is that of --url, or else mastra.db
beside the lock file.

Examples:
  $ mastra-datasets compare-runs main.jsonl branch.jsonl
  $ mastra-datasets compare-runs main.jsonl branch.jsonl --json`;

/** `compare-runs`: how the scores of two runs differ. */
export function registerCompareRuns(root: Root, io: Io): void {
  root
    .command('compare-runs')
    .description('compare the scores of two runs of an evaluation, case by case')
    .argument('<before>', 'a file with the results of a run')
    .argument('<after>', 'another one')
    .addHelpText('after', NOTES)
    .action((before, after, _options, command) => {
      const options = command.optsWithGlobals();
      return withOutput(io, options, async (base) => {
        const earlier = await readRun(pathOf(io, before));
        const later = await readRun(pathOf(io, after));
        const comparison = needsStorage(earlier, later)
          ? await inStore(base, (await findLockedStore(options, io)).address, ({ datasets }) =>
              compareRuns(earlier, later, { storage: datasets }),
            )
          : await compareRuns(earlier, later);
        const { output } = base;
        await output.result(comparison, () => describe(earlier, later, comparison, output));
      });
    });
}

function describe(
  before: EvaluationRun,
  after: EvaluationRun,
  { same, changed, unscored, added, removed }: RunComparison,
  output: Output,
): string {
  const columns = [
    { heading: 'CASES' },
    { heading: 'COUNT', align: 'right' },
    { heading: 'BEFORE', align: 'right' },
    { heading: 'AFTER', align: 'right' },
    { heading: 'DIFFERENCE', align: 'right' },
  ] as const;
  const groups = [
    ['the same', same],
    ['changed', changed],
    ['new', added],
    ['gone', removed],
    ['no score', { cases: unscored, before: null, after: null }],
  ] as const;
  const rows = groups
    .filter(([name, { cases }]) => name === 'the same' || cases.length > 0)
    .map(([name, { cases, before: was, after: is }]) => [
      name,
      cases.length.toLocaleString('en-US'),
      number(was),
      number(is),
      was === null || is === null ? '' : signed(is - was),
    ]);
  const versions = `${printable(after.dataset)}, from version ${before.lock.versionNumber} to version ${after.lock.versionNumber}`;
  const width = output.isTerminal ? output.width : Infinity;
  return [versions, table(output.colours, columns, rows, width), verdict(same)].join('\n');
}

/** Says whether the difference of the same cases may be chance. */
function verdict({ interval }: RunComparison['same']): string {
  if (interval === null) return 'Too few cases are the same to tell a difference from chance.';
  const { low, high } = interval;
  const range = `between ${signed(low)} and ${signed(high)}`;
  return low > 0 || high < 0
    ? `The same cases differ by more than chance: ${range}, at 95 %.`
    : `The same cases may differ by chance: ${range}, at 95 %.`;
}

function number(value: number | null): string {
  return value === null ? '' : value.toFixed(3);
}

function signed(value: number): string {
  const shown = Math.abs(value).toFixed(3);
  return `${value < 0 && Number(shown) !== 0 ? '-' : '+'}${shown}`;
}
