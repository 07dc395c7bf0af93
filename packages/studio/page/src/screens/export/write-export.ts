import { surveyColumns, writeParquet, writeText, type TextOutput } from '@mastra-datasets/files';
import { streamItems, type ItemsStreamQuery } from '../../api/items.js';
import type { ExportFormat } from './route.js';
import type { ExportTarget } from './export-target.js';
import { gzip, type Piece } from './gzip.js';

export interface ExportOptions {
  readonly datasetId: string;
  /** Which items, and in which order. */
  readonly query: ItemsStreamQuery;
  readonly format: ExportFormat;
  /** Whether cells that a spreadsheet would run as formulas are escaped, which changes them. */
  readonly spreadsheetSafe: boolean;
  readonly isCompressed: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExportProgress) => void;
}

/** How far an export is: tables first look at all items, for their columns. */
export interface ExportProgress {
  readonly pass: 'survey' | 'write';
  readonly items: number;
}

const ITEMS_BETWEEN_UPDATES = 500;

/** Gives the file piece by piece. Tables look at all items first; the encoder of Parquet loads then. */
async function piecesOf(
  format: ExportFormat,
  output: Pick<TextOutput, 'items' | 'spreadsheetSafe'>,
): Promise<AsyncIterable<Piece>> {
  if (format !== 'parquet') return writeText({ format, ...output });
  const columns = await surveyColumns(output.items('survey'), { joinsSplits: false });
  return writeParquet(output.items('write'), columns);
}

/** Writes items as an export of the command line does, and gives how many there were. */
export async function writeExport(target: ExportTarget, options: ExportOptions): Promise<number> {
  const { datasetId, query, format, spreadsheetSafe, isCompressed, signal, onProgress } = options;
  let count = 0;
  const items = async function* (pass: 'survey' | 'write') {
    count = 0;
    for await (const item of streamItems(datasetId, query, signal)) {
      if (item.purgedAt !== undefined) continue;
      yield item;
      count += 1;
      if (count % ITEMS_BETWEEN_UPDATES === 0) onProgress({ pass, items: count });
    }
    onProgress({ pass, items: count });
  };
  try {
    const pieces = await piecesOf(format, { spreadsheetSafe, items });
    for await (const piece of isCompressed ? gzip(pieces) : pieces) {
      await target.write(piece);
    }
    await target.finish();
    return count;
  } catch (error) {
    await target.discard();
    throw error;
  }
}
