import type { SchemaElement, SchemaTree } from 'hyparquet';
import { holdsNumber } from '@mastra-datasets/json';
import { hintsOf, type JsonReading } from '../json/read.js';

/** Stands for a value that cannot be read, so that only its row is refused. */
class Unreadable {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** The library's own would take a byte order mark from the beginning of a string. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

function readText(bytes: Uint8Array): string | Unreadable {
  try {
    return decoder.decode(bytes);
  } catch {
    return new Unreadable('bytes that are no UTF-8 text');
  }
}

function readJsonText(bytes: Uint8Array): unknown {
  const text = readText(bytes);
  if (text instanceof Unreadable) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new Unreadable('text that is no JSON');
  }
}

/** What reads values of the library's own types. */
export const PARSERS = {
  stringFromBytes: readText,
  jsonFromBytes: readJsonText,
  // Stands for decimals of any length, whose bytes would be read as text otherwise.
  uuidFromBytes: (bytes: Uint8Array) => bytes,
  timestampFromNanoseconds: (nanoseconds: bigint) => nanoseconds,
};

const NANOSECONDS = { MILLIS: 1_000_000n, MICROS: 1_000n, NANOS: 1n } as const;
type Unit = keyof typeof NANOSECONDS;

/** How the values of a column are to be read, which the library would not do without loss. */
type Kind =
  | { readonly type: 'decimal'; readonly scale: number }
  | { readonly type: 'timestamp'; readonly unit: Unit; readonly isUtc: boolean }
  | { readonly type: 'time'; readonly unit: Unit; readonly isUtc: boolean }
  | { readonly type: 'date' }
  | { readonly type: 'uuid' };

function kindOf({
  type,
  converted_type: converted,
  logical_type: logical,
  scale,
}: SchemaElement): Kind | null {
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    return { type: 'decimal', scale: scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0) };
  }
  if (logical?.type === 'TIMESTAMP')
    return { type: 'timestamp', unit: logical.unit, isUtc: logical.isAdjustedToUTC };
  if (logical?.type === 'TIME')
    return { type: 'time', unit: logical.unit, isUtc: logical.isAdjustedToUTC };
  if (logical?.type === 'UUID') return { type: 'uuid' };
  if (converted === 'DATE' || logical?.type === 'DATE') return { type: 'date' };
  if (converted === 'TIMESTAMP_MILLIS') return { type: 'timestamp', unit: 'MILLIS', isUtc: true };
  if (converted === 'TIMESTAMP_MICROS') return { type: 'timestamp', unit: 'MICROS', isUtc: true };
  if (converted === 'TIME_MILLIS') return { type: 'time', unit: 'MILLIS', isUtc: true };
  if (converted === 'TIME_MICROS') return { type: 'time', unit: 'MICROS', isUtc: true };
  return type === 'INT96' ? { type: 'timestamp', unit: 'NANOS', isUtc: false } : null;
}

/** The schema by which the library gives such values as they are stored. */
export function storedSchema(schema: readonly SchemaElement[]): SchemaElement[] {
  return schema.map((element) => {
    const kind = kindOf(element);
    if (kind === null || element.type === undefined) return element;
    const stored = { ...element };
    delete stored.converted_type;
    delete stored.logical_type;
    if (element.type === 'BYTE_ARRAY') stored.logical_type = { type: 'UUID' };
    return stored;
  });
}

/**
 * Gives the JSON of a value. Parquet has no absent values: `null` stands for them, and JSON `null` is
 * text in a JSON column. Throws with what cannot be kept.
 */
export function toJson(value: unknown, node: SchemaTree, reading: JsonReading): unknown {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Unreadable) throw new TypeError(`it holds ${value.reason}`);
  if (node.children.length === 0) return leafJson(value, node.element, reading);
  const member = (one: unknown, child: SchemaTree) => toJson(one, child, reading) ?? null;
  if (Array.isArray(value)) {
    const element = elementOf(node);
    return value.map((one) => member(one, element));
  }
  const entries = Object.entries(value);
  const children = new Map(node.children.map((child) => [child.element.name, child]));
  const ofMap = node.element.converted_type === 'MAP' ? node.children[0]?.children[1] : undefined;
  return Object.fromEntries(
    entries.map(([key, one]) => [key, member(one, ofMap ?? children.get(key) ?? node)]),
  );
}

/** The node of the elements of a list, below one or two others. */
function elementOf(node: SchemaTree): SchemaTree {
  if (node.element.repetition_type === 'REPEATED' && node.children.length > 1)
    return { ...node, element: { name: '' } };
  const [middle = node] = node.children;
  const [inner, ...others] = middle.children;
  return inner !== undefined && others.length === 0 ? inner : middle;
}

function leafJson(value: unknown, element: SchemaElement, reading: JsonReading): unknown {
  if (Array.isArray(value)) return value.map((one) => leafJson(one, element, reading) ?? null);
  const kind = kindOf(element);
  switch (kind?.type) {
    case 'decimal':
      return numberOf(decimalText(unscaledOf(value), kind.scale), reading);
    case 'timestamp':
      return timestampText(
        BigInt(value as bigint | number) * unitOf(element, kind.unit),
        kind.isUtc,
      );
    case 'time':
      return timeText(BigInt(value as bigint | number) * NANOSECONDS[kind.unit], kind.isUtc);
    case 'date':
      return new Date(Number(value) * 86_400_000).toISOString().slice(0, -14);
    case 'uuid':
      return uuidText(value);
    case undefined:
  }
  if (typeof value === 'bigint') return numberOf(String(value), reading);
  if (value instanceof Uint8Array) throw new TypeError('it holds bytes, which JSON cannot');
  return value;
}

/** The old type of timestamps comes as nanoseconds already. */
function unitOf({ type }: SchemaElement, unit: Unit): bigint {
  return type === 'INT96' ? 1n : NANOSECONDS[unit];
}

function numberOf(text: string, reading: JsonReading): unknown {
  const { bigNumbers } = reading;
  if (bigNumbers === 'round' || holdsNumber(text)) return Number(text);
  if (bigNumbers === 'text') return text;
  throw new RangeError(
    `it holds ${text}, which is beyond what a JSON number keeps (${hintsOf(reading).bigNumbers})`,
  );
}

/** Decimals are stored as integers, or as bytes of one, the highest first. */
function unscaledOf(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as bigint | number);
  const unsigned = value.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return BigInt.asIntN(value.length * 8, unsigned);
}

function decimalText(unscaled: bigint, scale: number): string {
  const isNegative = unscaled < 0n;
  const digits = String(isNegative ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale);
  return `${isNegative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function timestampText(nanoseconds: bigint, isUtc: boolean): string {
  const rest = BigInt.asUintN(64, ((nanoseconds % 1_000_000n) + 1_000_000n) % 1_000_000n);
  const date = new Date(Number((nanoseconds - rest) / 1_000_000n));
  if (Number.isNaN(date.getTime()))
    throw new RangeError('it holds a time beyond what ISO 8601 has years for');
  const text = date.toISOString().slice(0, -1) + finerDigits(rest);
  return isUtc ? `${text}Z` : text;
}

function timeText(nanoseconds: bigint, isUtc: boolean): string {
  const milliseconds = Number(nanoseconds / 1_000_000n);
  const text = new Date(milliseconds).toISOString().slice(11, -1);
  return `${text}${finerDigits(nanoseconds % 1_000_000n)}${isUtc ? 'Z' : ''}`;
}

/** The digits behind milliseconds, three or six, where there are any. */
function finerDigits(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '';
  return String(nanoseconds).padStart(6, '0').replace(/000$/, '');
}

function uuidText(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  return Array.from(value, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
