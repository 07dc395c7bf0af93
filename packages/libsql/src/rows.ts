import type { ResultSet, Row } from '@libsql/client';
import {
  JsonDocument,
  type CommitRecord,
  type DatasetRecord,
  type ItemRecord,
  type ItemStateRecord,
  type StoredTag,
  type TagRecord,
} from '@mastra-datasets/core';

/** Separates the members of a packed row: JSON as this library writes it holds no line break. */
const SEPARATOR = ',\n';

/** A packed row: values that may be missing are lists of at most one. */
type PackedState = readonly [
  id: string,
  datasetId: string,
  version: number,
  createdAt: number,
  updatedAt: number,
  purgedAt: number | null,
  externalId: string | null,
  input: readonly [unknown],
  expectedOutput: readonly [] | readonly [unknown],
  context: readonly [] | readonly [unknown],
];

const PACKED_LENGTH = 10;

/** The places of the values in a packed row. */
const INPUT = 7;
const EXPECTED_OUTPUT = 8;
const CONTEXT = 9;

const pickInput = (row: unknown) => (row as PackedState)[INPUT][0];
const pickExpectedOutput = (row: unknown) => (row as PackedState)[EXPECTED_OUTPUT][0];
const pickContext = (row: unknown) => (row as PackedState)[CONTEXT][0];

function pack(prefix: string, purgedAt: string): string {
  const column = (name: string) => `'||${prefix}${name}||'`;
  const list = (name: string) => `['||ifnull(${prefix}${name},'')||']`;
  const members = [
    `"${column('id')}"`,
    `"${column('datasetId')}"`,
    column('version'),
    column('createdAt'),
    column('updatedAt'),
    purgedAt,
    `'||json_quote(${prefix}externalId)||'`,
    `[${column('input')}]`,
    list('expectedOutput'),
    list('context'),
  ];
  return `'[${members.join(SEPARATOR)}]'`;
}

/**
 * Selects an item's state as one JSON text. The client spends more time on each column of each row
 * than SQLite does on the whole row, so one column is read instead of ten, and parsed at once. Names
 * are neither quoted nor qualified where they need not be, which saves SQLite a fifth of a point
 * read.
 */
export const PACKED = {
  /** From the items, as the only table. */
  item: pack('', 'null'),
  /** From the items as `i`, beside other tables. */
  itemAlias: pack('i.', 'null'),
  /** From the history as `h`. */
  history: pack('h.', "'||ifnull(h.purgedAt,'null')||'"),
} as const;

/** Whether each value is one JSON value, and not the beginning of one and the end of another. */
function isWhole(row: unknown): row is PackedState {
  if (!Array.isArray(row) || row.length !== PACKED_LENGTH) return false;
  const {
    [INPUT]: input,
    [EXPECTED_OUTPUT]: expectedOutput,
    [CONTEXT]: context,
  } = row as unknown[][];
  return input?.length === 1 && (expectedOutput?.length ?? 2) <= 1 && (context?.length ?? 2) <= 1;
}

/** Reads what {@link PACKED} selected. */
function unpackState(packed: string): ItemRecord {
  let row: unknown;
  try {
    row = JSON.parse(packed);
  } catch {
    return unpackDamaged(packed);
  }
  if (!isWhole(row)) return unpackDamaged(packed);
  const { [INPUT]: input, [EXPECTED_OUTPUT]: expectedOutput, [CONTEXT]: context } = row;
  // Written out, as destructuring the row takes longer and this runs for every item.
  return {
    id: row[0],
    datasetId: row[1],
    version: row[2],
    createdAt: row[3],
    updatedAt: row[4],
    purgedAt: row[5],
    externalId: row[6],
    input: JsonDocument.fromPart(input[0], packed, pickInput),
    expectedOutput:
      expectedOutput.length === 0
        ? null
        : JsonDocument.fromPart(expectedOutput[0], packed, pickExpectedOutput),
    context: context.length === 0 ? null : JsonDocument.fromPart(context[0], packed, pickContext),
  };
}

/** Reads a row with a value that is no JSON, and leaves it to whoever asks for that value to say so. */
function unpackDamaged(packed: string): ItemRecord {
  const [id = '', datasetId, version, createdAt, updatedAt, purgedAt, externalId, ...values] =
    packed.slice(1, -1).split(SEPARATOR);
  const context = values.pop() ?? '';
  const expectedOutput = values.pop() ?? '';
  const parse = (text = 'null') => JSON.parse(text) as unknown;
  const document = (list: string) =>
    list === '[]' ? null : JsonDocument.fromText(list.slice(1, -1));
  return {
    id: String(parse(id)),
    datasetId: String(parse(datasetId)),
    externalId: parse(externalId) as string | null,
    version: Number(version),
    input: JsonDocument.fromText(values.join(SEPARATOR).slice(1, -1)),
    expectedOutput: document(expectedOutput),
    context: document(context),
    createdAt: Number(createdAt),
    updatedAt: Number(updatedAt),
    purgedAt: parse(purgedAt) as number | null,
  };
}

/** Reads a result with a column `state`. */
export function unpackStates({ rows }: ResultSet): ItemRecord[] {
  return rows.map((row) => unpackState(text(row, 'state')));
}

/** Reads a result with the columns `state` and `validTo`. */
export function unpackStatesWithEnd({ rows }: ResultSet): ItemStateRecord[] {
  return rows.map((row) => ({
    item: unpackState(text(row, 'state')),
    validTo: numberOrNull(row, 'validTo'),
  }));
}

/** Reads a column that always holds text. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`The column ${column} holds no text.`);
  return value;
}

function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  // A client of the caller's may give integers as bigint or text.
  const integer = typeof value === 'bigint' || typeof value === 'string' ? Number(value) : NaN;
  if (Number.isSafeInteger(integer)) return integer;
  throw new TypeError(`The column ${column} holds no number.`);
}

function numberOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : number(row, column);
}

function jsonOrNull(row: Row, column: string): JsonDocument | null {
  const json = textOrNull(row, column);
  return json === null ? null : JsonDocument.fromText(json);
}

export function toDatasetRecord(row: Row): DatasetRecord {
  return {
    id: text(row, 'id'),
    name: text(row, 'name'),
    description: textOrNull(row, 'description'),
    metadata: jsonOrNull(row, 'metadata'),
    inputSchema: jsonOrNull(row, 'inputSchema'),
    expectedOutputSchema: jsonOrNull(row, 'expectedOutputSchema'),
    schemaRevision: numberOrNull(row, 'schemaRevision'),
    version: number(row, 'version'),
    createdAt: number(row, 'createdAt'),
    updatedAt: number(row, 'updatedAt'),
  };
}

export function toCommitRecord(row: Row): CommitRecord {
  return {
    datasetId: text(row, 'datasetId'),
    version: number(row, 'version'),
    number: number(row, 'number'),
    added: number(row, 'added'),
    updated: number(row, 'updated'),
    deleted: number(row, 'deleted'),
    purged: number(row, 'purged'),
    itemCount: number(row, 'itemCount'),
    message: textOrNull(row, 'message'),
  };
}

export function toTagRecord(row: Row): TagRecord {
  return {
    datasetId: text(row, 'datasetId'),
    tag: text(row, 'tag'),
    version: number(row, 'version'),
    number: numberOrNull(row, 'number'),
    createdAt: number(row, 'createdAt'),
  };
}

/** The version that a commit's first statement returned; `null` when there was no dataset. */
export function toCommitVersion(result: ResultSet | undefined): number | null {
  const row = result?.rows[0];
  return row === undefined ? null : number(row, 'version');
}

/** The tag that a write stored; `null` when it stored none. */
export function toStoredTag({ rows: [row] }: ResultSet): StoredTag | null {
  return row === undefined ? null : { createdAt: number(row, 'createdAt') };
}

/** The counts that a commit of staged items returned; none when it changed nothing. */
export function toStagedCounts(result: ResultSet | undefined): { added: number; updated: number } {
  const row = result?.rows[0];
  if (row === undefined) return { added: 0, updated: 0 };
  return { added: number(row, 'added'), updated: number(row, 'updated') };
}
