import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { CliError } from '../errors.js';
import { pathOf, type Io } from '../io.js';
import { fileFailure, STANDARD } from './bytes.js';
import type { Row, RowSource } from './rows.js';

/** The library's own would take a byte order mark from the beginning of a string. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const PARSERS = { stringFromBytes: (bytes: Uint8Array) => decoder.decode(bytes) };

/** A Parquet file with how much of it was read. */
export interface ParquetSource extends RowSource {
  readonly size: number;
  readonly read: () => number;
}

/** Reads Parquet, one group of rows at a time. */
export async function readParquet(io: Io, name: string): Promise<ParquetSource> {
  if (name === STANDARD) {
    throw new CliError('USAGE', 'Parquet cannot be read from standard input.', {
      hint: 'its index is at the end: name a file',
    });
  }
  try {
    const file = await asyncBufferFromFile(pathOf(io, name));
    const metadata = await parquetMetadataAsync(file);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    const state = { read: 0 };
    const rows = async function* (): AsyncGenerator<Row, void, undefined> {
      let rowStart = 0;
      for (const group of metadata.row_groups) {
        const rowEnd = rowStart + Number(group.num_rows);
        const objects = await parquetReadObjects({
          file,
          metadata,
          rowStart,
          rowEnd,
          compressors,
          parsers: PARSERS,
        });
        for (const [index, row] of objects.entries()) {
          yield toRow(`row ${rowStart + index + 1}`, columns, row);
        }
        rowStart = rowEnd;
        state.read = rowEnd;
      }
    };
    const size = Number(metadata.num_rows);
    return { columns, isText: false, rows: rows(), size, read: () => state.read };
  } catch (error) {
    throw fileFailure(name, error);
  }
}

function toRow(
  place: string,
  columns: readonly string[],
  row: Readonly<Record<string, unknown>>,
): Row {
  try {
    const fields = columns.map((column) => [column, toJson(row[column])] as const);
    return { place, raw: Object.fromEntries(fields), fields };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { place, raw: null, fields: [], problem };
  }
}

/** Parquet has no absent values: `null` stands for them, and JSON `null` is text in a JSON column. */
function toJson(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'bigint') return toNumber(value);
  if (value instanceof Uint8Array) throw new TypeError('it holds bytes, which JSON cannot');
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((member) => toJson(member) ?? null);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, toJson(member) ?? null]),
  );
}

function toNumber(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError(`it holds ${value}, which is beyond what a JSON number keeps`);
}
