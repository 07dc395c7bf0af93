import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import {
  decompressBrotli,
  decompressGzip,
  decompressLz4,
  decompressLz4Raw,
  decompressZstd,
} from 'hyparquet-compressors';
import { FilesError } from '../errors.js';
import type { JsonReading } from '../json/read.js';
import { emptyFile, unreadable } from './failures.js';
import type { RandomAccess } from './input-file.js';
import { PARSERS, storedSchema, toJson } from './parquet-values.js';
import type { Cell, Row } from './rows.js';
import type { Source } from './source.js';

/** What decompresses pages, beside Snappy, which the reader knows; none needs WebAssembly, which pages may forbid. */
const compressors = {
  GZIP: decompressGzip,
  BROTLI: decompressBrotli,
  ZSTD: (bytes: Uint8Array) => decompressZstd(bytes),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

/** Reads Parquet, one group of rows at a time. */
export async function readParquet(
  name: string,
  open: () => Promise<RandomAccess>,
  reading: JsonReading,
): Promise<Source> {
  try {
    const file = await open();
    if (file.byteLength === 0) throw emptyFile(name);
    const metadata = await parquetMetadataAsync(file);
    const nodes = parquetSchema(metadata).children;
    const stored = { ...metadata, schema: storedSchema(metadata.schema) };
    const state = { read: 0 };
    const rows = async function* (): AsyncGenerator<Row, void, undefined> {
      let rowStart = 0;
      for (const group of metadata.row_groups) {
        const rowEnd = rowStart + Number(group.num_rows);
        const part = { file, metadata: stored, rowStart, rowEnd, compressors, parsers: PARSERS };
        const objects = await parquetReadObjects(part).catch((error: unknown) => {
          throw unreadable(`${name}, rows ${rowStart + 1} to ${rowEnd}`, error);
        });
        for (const [index, row] of objects.entries()) {
          yield toRow(`row ${rowStart + index + 1}`, nodes, row, reading);
        }
        rowStart = rowEnd;
        state.read = rowEnd;
      }
    };
    const size = Number(metadata.num_rows);
    const columns = nodes.map(({ element }) => element.name);
    return { columns, isText: false, rows: rows(), size, read: () => state.read };
  } catch (error) {
    throw error instanceof FilesError ? error : unreadable(name, error);
  }
}

function toRow(
  place: string,
  nodes: readonly SchemaTree[],
  row: Readonly<Record<string, unknown>>,
  reading: JsonReading,
): Row {
  const fields: Cell[] = [];
  for (const node of nodes) {
    const { name } = node.element;
    try {
      fields.push([name, toJson(row[name], node, reading)]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { place, raw: null, fields: [], problem: `${name}: ${reason}` };
    }
  }
  return { place, raw: Object.fromEntries(fields), fields };
}
