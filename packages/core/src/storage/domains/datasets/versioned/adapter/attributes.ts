import { sha256 } from '../../../../../json/canonical.js';
import type { DatasetRecord } from './records.js';

/** The longest text that every database takes into the key of an index, in UTF-16 code units. */
const LONGEST_TEXT = 200;

/** An attribute of a dataset as an index has it. */
export interface AttributeEntry {
  readonly key: string;
  readonly value: string;
}

/** The JSON text of a value. Long text becomes a digest, which no JSON text can equal. */
function indexText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= LONGEST_TEXT ? text : `sha256:${sha256(text)}`;
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** The index entries for these attributes. They are stored with a dataset, and searched for. */
export function attributeEntries(attributes: Readonly<Record<string, unknown>>): AttributeEntry[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    const key = indexText(name);
    const scalars = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isScalar);
    return [...new Set(scalars.map(indexText))].map((text) => ({ key, value: text }));
  });
}

/** The index entries of a dataset. */
export function attributesOf({ attributes }: Pick<DatasetRecord, 'attributes'>): AttributeEntry[] {
  const value = attributes?.toValue();
  return attributeEntries((value ?? {}) as Readonly<Record<string, unknown>>);
}
