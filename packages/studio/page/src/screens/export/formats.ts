import { versionLabel } from '../../components/version-name.js';
import type { ExportFormat, ExportView } from './route.js';

/** What a format is for, and of which kind its files are. */
interface FormatWords {
  readonly hint: string;
  readonly type: string;
}

export const FORMAT_WORDS: Readonly<Record<ExportFormat, FormatWords>> = {
  jsonl: { hint: 'One item a line, for programs', type: 'application/jsonl' },
  json: { hint: 'One list of items', type: 'application/json' },
  csv: { hint: 'A table, for spreadsheets', type: 'text/csv' },
  tsv: { hint: 'A table with tabs between cells', type: 'text/tab-separated-values' },
  parquet: {
    hint: 'A compressed table, for data tools',
    type: 'application/vnd.apache.parquet',
  },
};

/** Whether all items are looked at first, for the columns of a table. */
export function isTable(format: ExportFormat): boolean {
  return format === 'csv' || format === 'tsv' || format === 'parquet';
}

/** Whether a spreadsheet may run what is in the cells. */
export function hasFormulas(format: ExportFormat): boolean {
  return format === 'csv' || format === 'tsv';
}

/** A name for the file, which every system takes. */
export function fileName(
  name: string,
  { version }: ExportView,
  format: ExportFormat,
  isCompressed: boolean,
): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 100);
  const of = version === undefined ? '' : `-${versionLabel(version).replaceAll(/[^\w.-]+/g, '-')}`;
  return `${plain === '' ? 'dataset' : plain}${of}.${format}${isCompressed ? '.gz' : ''}`;
}
