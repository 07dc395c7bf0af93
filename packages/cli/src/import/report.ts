import type { CommandContext } from '../context.js';
import { preview, printable } from '../output/printable.js';
import { table } from '../output/table.js';
import { count } from '../output/values.js';
import { requireVersion, versionName } from '../resolve/version.js';
import type { ImportPreview } from './dry-run.js';
import type { ImportOutcome } from './import-rows.js';

/** What an import made or would make, for scripts and for people. */
export interface ImportReport {
  readonly value: Readonly<Record<string, unknown>>;
  readonly text: () => string;
}

/** Reports what an import made. */
export async function reportImport(
  { datasets }: CommandContext,
  { dataset, isNew, result }: ImportOutcome,
): Promise<ImportReport> {
  const { id, name } = dataset;
  const version = await requireVersion(datasets, id, result.version);
  return {
    value: { dataset: { id, name }, isNew, ...result, number: version.number },
    text: () => {
      const { added, updated, unchanged } = result;
      const label = `${printable(name)}, ${versionName(version)}`;
      if (added + updated === 0) return `Nothing differs from ${label}.`;
      const parts = [
        `${added.toLocaleString('en-US')} added`,
        ...(updated > 0 ? [`${updated.toLocaleString('en-US')} updated`] : []),
        ...(unchanged > 0 ? [`${unchanged.toLocaleString('en-US')} unchanged`] : []),
      ];
      return `Imported into ${label}: ${parts.join(', ')}.`;
    },
  };
}

/** Reports what an import into the dataset of a name would make. */
export function reportPreview(
  { output }: CommandContext,
  name: string,
  { items, counts }: ImportPreview,
): ImportReport {
  return {
    value: { dryRun: true, ...counts, items },
    text: () => {
      const rows = items.map(({ externalId, input, expectedOutput, context: extra }) =>
        [externalId, input, expectedOutput, extra].map((value) => preview(value, 40)),
      );
      const headings = ['EXTERNAL ID', 'INPUT', 'EXPECTED OUTPUT', 'CONTEXT'];
      const verdict = `Would import ${count(counts.accepted, 'item')} into ${printable(name)}; nothing was changed.`;
      return [table(output.colours, headings, rows), verdict].join('\n');
    },
  };
}
