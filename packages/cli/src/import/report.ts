import type { NewDatasetItem } from '@mastra-datasets/core';
import { describeMapping, type PredictedCounts, type PreparedFile } from '@mastra-datasets/files';
import type { CommandContext } from '../context.js';
import { preview, printable } from '../output/printable.js';
import { table } from '../output/table.js';
import { count } from '../output/values.js';
import { requireVersion } from '../resolve/version.js';
import type { ImportPreview } from './dry-run.js';
import type { ImportOutcome } from './import-rows.js';

/** What an import made or would make, for scripts and for people. */
export interface ImportReport {
  readonly value: Readonly<Record<string, unknown>>;
  readonly text: () => string;
}

/** Says where the columns of files go, once for files that are alike; nothing where they say it themselves. */
export function describeFiles(files: readonly PreparedFile[]): string[] {
  const lines = files.map(({ plan, fields, leftOut }) => {
    if (plan.isNative) return null;
    const mapping = describeMapping(plan.shape, fields);
    return leftOut.length === 0 ? mapping : `${mapping} · left out: ${leftOut.join(', ')}`;
  });
  const [first = null] = lines;
  if (lines.every((line) => line === first)) return first === null ? [] : [first];
  return lines.flatMap((line, index) =>
    line === null ? [] : [`${files[index]?.file ?? ''}: ${line}`],
  );
}

/** As {@link describeFiles}, for scripts. */
export function mappingValue(files: readonly PreparedFile[]) {
  return files.map(({ file, plan, fields, leftOut }) => ({
    file,
    from: plan.shape,
    fields: Object.fromEntries(fields),
    leftOut,
  }));
}

/** Reports what an import made. */
export async function reportImport(
  { datasets, output }: CommandContext,
  { dataset, isNew, result }: ImportOutcome,
): Promise<ImportReport> {
  if (dataset === null) {
    return {
      value: { dataset, isNew, ...result, version: null, number: null },
      text: () => 'There was no row to import, so no dataset was made.',
    };
  }
  const { id, name } = dataset;
  const version = await requireVersion(datasets, id, result.version);
  return {
    value: { dataset: { id, name }, isNew, ...result, number: version.number },
    text: () => {
      const { added, updated, deleted, unchanged } = result;
      const label = `${printable(name)}, ${output.versionName(version)}`;
      if (added + updated + deleted + unchanged === 0)
        return `There was no row to import into ${label}.`;
      if (added + updated + deleted === 0) return `Nothing differs from ${label}.`;
      const verb = isNew ? 'Made' : deleted > 0 ? 'Changed' : 'Added to';
      return `${verb} ${label}: ${describeCounts(result)}.`;
    },
  };
}

function describeCounts({
  added,
  updated,
  deleted,
  unchanged,
}: PredictedCounts & { readonly deleted: number }): string {
  return [
    `${added.toLocaleString('en-US')} added`,
    ...(updated > 0 ? [`${updated.toLocaleString('en-US')} updated`] : []),
    ...(deleted > 0 ? [`${deleted.toLocaleString('en-US')} deleted`] : []),
    ...(unchanged > 0 ? [`${unchanged.toLocaleString('en-US')} unchanged`] : []),
  ].join(', ');
}

/** The widest cell, in columns of the terminal. */
const LONGEST_CELL = 40;

const COLUMNS = ['EXTERNAL ID', 'INPUT', 'EXPECTED OUTPUT', 'CONTEXT'].map((heading) => ({
  heading,
  isFlexible: true,
}));

function cells({ externalId, input, expectedOutput, context }: NewDatasetItem): string[] {
  return [externalId, input, expectedOutput, context].map((value) => preview(value, LONGEST_CELL));
}

/** Reports what an import into the dataset of a name would make. */
export function reportPreview(
  { output }: CommandContext,
  name: string,
  { items, deletedItems, counts }: ImportPreview,
): ImportReport {
  return {
    value: { dryRun: true, ...counts, items, deletedItems },
    text: () => {
      const { accepted, added, deleted } = counts;
      if (accepted + deleted === 0) return 'There is no row to import; nothing was changed.';
      const shown = (these: readonly NewDatasetItem[]) =>
        these.length === 0 ? [] : [table(output.colours, COLUMNS, these.map(cells), output.width)];
      const all = `${count(counts.accepted, 'item')} into ${printable(name)}`;
      const kinds = added < accepted || deleted > 0 ? `: ${describeCounts(counts)}` : '';
      const verdict = `Would import ${all}${kinds}; nothing was changed.`;
      const would = deleted > 0 ? ['', `Would delete ${count(deleted, 'item')}:`] : [];
      return [...shown(items), ...would, ...shown(deletedItems), verdict].join('\n');
    },
  };
}
