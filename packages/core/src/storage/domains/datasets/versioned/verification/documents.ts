import type { JsonDocument } from '../../../../../json/document.js';
import type { DatasetRecord } from '../adapter/records.js';
import type { Problems } from './problems.js';

/** What a stored document holds: any JSON, an object, a JSON Schema, or a list of names. */
export type DocumentShape = 'any' | 'object' | 'schema' | 'names';

/** Why a document does not fit its field; `null` when it fits, or when there is none. */
export function reasonAgainst(document: JsonDocument | null, shape: DocumentShape): string | null {
  if (document === null) return null;
  try {
    const value = document.toValue();
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (shape === 'any') return null;
    if (shape === 'names') return isListOfNames(value) ? null : 'not a list of names';
    if (isObject) return null;
    if (shape === 'object') return 'not an object';
    return typeof value === 'boolean' ? null : 'not a JSON Schema';
  } catch (error) {
    return `not JSON: ${String(error)}`;
  }
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/** Checks the dataset's own documents. */
export function checkDatasetDocuments(dataset: DatasetRecord, problems: Problems): void {
  const fields = [
    ['metadata', 'object'],
    ['inputSchema', 'schema'],
    ['expectedOutputSchema', 'schema'],
    ['attributes', 'object'],
  ] as const;
  for (const [field, shape] of fields) {
    const reason = reasonAgainst(dataset[field], shape);
    if (reason !== null) problems.add('JSON', `The dataset's ${field}: ${reason}`, {});
  }
}
