import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { CliError } from '../errors.js';
import { pathOf, type Io } from '../io.js';
import { emptyFile, fileFailure, STANDARD } from './bytes.js';
import type { Row, RowSource } from './rows.js';

/** The library's own would take a byte order mark from the beginning of a string. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** Stands for a value that cannot be read, so that only its row is refused. */
class Unreadable {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

function readText(bytes: Uint8Array): string | Unreadable {
  try {
    return decoder.decode(bytes);
  } catch {
    return new Unreadable('bytes that are no UTF-8 text');
  }
}

function readJson(bytes: Uint8Array): unknown {
  const text = readText(bytes);
  if (text instanceof Unreadable) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new Unreadable('text that is no JSON');
  }
}

const PARSERS = { stringFromBytes: readText, jsonFromBytes: readJson };

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
    if (file.byteLength === 0) throw emptyFile(name);
    const metadata = await parquetMetadataAsync(file);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    const state = { read: 0 };
    const rows = async function* (): AsyncGenerator<Row, void, undefined> {
      let rowStart = 0;
      for (const group of metadata.row_groups) {
        const rowEnd = rowStart + Number(group.num_rows);
        const part = { file, metadata, rowStart, rowEnd, compressors, parsers: PARSERS };
        const objects = await parquetReadObjects(part).catch((error: unknown) => {
          throw fileFailure(`${name}, rows ${rowStart + 1} to ${rowEnd}`, error);
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
    throw error instanceof CliError ? error : fileFailure(name, error);
  }
}

function toRow(
  place: string,
  columns: readonly string[],
  row: Readonly<Record<string, unknown>>,
): Row {
  const fields: (readonly [column: string, value: unknown])[] = [];
  for (const column of columns) {
    try {
      fields.push([column, toJson(row[column])]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { place, raw: null, fields: [], problem: `${column}: ${reason}` };
    }
  }
  return { place, raw: Object.fromEntries(fields), fields };
}

/** Parquet has no absent values: `null` stands for them, and JSON `null` is text in a JSON column. */
function toJson(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'bigint') return toNumber(value);
  if (value instanceof Unreadable) throw new TypeError(`it holds ${value.reason}`);
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
