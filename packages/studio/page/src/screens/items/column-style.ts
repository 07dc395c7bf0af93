import type { CSSProperties } from 'react';
import type { ShownColumn } from './columns.js';

/** Columns from this width on share what room is left, as those of whole inputs do, in pixels. */
const SHARING = 180;

/** How wide the cells of a column are. */
export function columnStyle({ path, width, natural }: ShownColumn): CSSProperties {
  if (width !== undefined) return { flex: `0 0 ${width}px` };
  const isContent = path === 'input' || path === 'expectedOutput';
  return { flex: `${isContent || natural >= SHARING ? natural : 0} 0 ${natural}px` };
}

/** The place of the box that selects a row, in pixels. */
const CHECK_WIDTH = 40;

/** How wide the columns are at least, all together, in pixels. */
export function columnsWidth(columns: readonly ShownColumn[]): number {
  return columns.reduce((sum, { width, natural }) => sum + (width ?? natural), CHECK_WIDTH);
}
