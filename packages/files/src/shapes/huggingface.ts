import type { Row, RowSource } from '../formats/rows.js';
import { isObject } from '../json/objects.js';
import { at, type Sample } from './shape.js';

/** The name of the shape. */
export const HUGGINGFACE = 'huggingface';

/** What a page says that each of its rows keeps. */
export const PAGE_KEYS: readonly string[] = ['dataset', 'config', 'split'];

/** Whether rows are those of the API of the Hugging Face Hub, which wraps each of them. */
export function isHuggingFacePage({ envelope, rows }: Sample): boolean {
  return (
    envelope?.root === 'rows' && rows.length > 0 && rows.every((row) => contentOf(row) !== null)
  );
}

function contentOf({ raw }: Row): Record<string, unknown> | null {
  if (!isObject(raw) || !('row_idx' in raw)) return null;
  const { row } = raw;
  return isObject(row) ? row : null;
}

/** Unwraps the rows of a page, whose split and place the page tells. */
export function unwrapPage(source: RowSource): RowSource {
  const { split, dataset, config } = source.envelope?.values ?? {};
  const rows = async function* (): AsyncGenerator<Row, void, undefined> {
    for await (const row of source.rows) yield unwrap(row, { split, dataset, config });
  };
  return { ...source, rows: rows() };
}

function unwrap(row: Row, { split, dataset, config }: Record<string, unknown>): Row {
  const content = contentOf(row);
  if (content === null || !isObject(row.raw)) return row;
  const { row_idx: index, truncated_cells: cut } = row.raw;
  const names: unknown[] = Array.isArray(cut) ? cut : [];
  if (names.length > 0) {
    const problem = `the page has only a part of ${names.map(String).join(', ')} (truncated_cells)`;
    return { ...row, fields: Object.entries(content), problem };
  }
  const origin = { type: HUGGINGFACE, dataset, config, row: index };
  return {
    ...row,
    fields: Object.entries(content),
    extra: [
      ...('split' in content || typeof split !== 'string'
        ? []
        : [at('split', 'splits', [], split)]),
      ...Object.entries(origin).map(([key, value]) => at('', 'source', [key], value)),
    ],
  };
}
