import { writeText } from '@mastra-datasets/files';
import { streamItems } from '../../api/items.js';
import type { ItemSelection } from '../../api/wire.js';
import type { ExportFormat } from './route.js';
import type { ExportTarget } from './export-target.js';

export interface ExportOptions {
  readonly datasetId: string;
  readonly selection: ItemSelection;
  readonly format: ExportFormat;
  /** Whether cells that a spreadsheet would run as formulas are escaped, which changes them. */
  readonly spreadsheetSafe: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExportProgress) => void;
}

/** How far an export is: tables first look at all items, for their columns. */
export interface ExportProgress {
  readonly pass: 'survey' | 'write';
  readonly items: number;
}

const ITEMS_BETWEEN_UPDATES = 500;

/** Writes items as an export of the command line does, oldest first, and gives how many there were. */
export async function writeExport(target: ExportTarget, options: ExportOptions): Promise<number> {
  const { datasetId, selection, format, spreadsheetSafe, signal, onProgress } = options;
  let count = 0;
  const items = async function* (pass: 'survey' | 'write') {
    count = 0;
    for await (const item of streamItems(datasetId, { ...selection, order: 'oldest' }, signal)) {
      if (item.purgedAt !== undefined) continue;
      yield item;
      count += 1;
      if (count % ITEMS_BETWEEN_UPDATES === 0) onProgress({ pass, items: count });
    }
    onProgress({ pass, items: count });
  };
  try {
    for await (const piece of await writeText({ format, spreadsheetSafe, items })) {
      await target.write(piece);
    }
    await target.finish();
    return count;
  } catch (error) {
    await target.discard();
    throw error;
  }
}
