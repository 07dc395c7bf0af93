import type { DatasetsError, SchemaFailure } from '@mastra-datasets/core';
import { printable } from './output/printable.js';

/** The most ways of breaking a schema that are listed. */
const MOST_LISTED = 20;

/** A way of breaking a schema, with the external id of the item where it is known. */
export type NamedSchemaFailure = SchemaFailure & { readonly externalId?: string | undefined };

/** The ways in which items break a schema, from an error that says so. */
export function schemaFailuresOf({
  details,
}: Pick<DatasetsError, 'details'>): NamedSchemaFailure[] {
  const { failures } = details;
  return Array.isArray(failures) ? (failures as NamedSchemaFailure[]) : [];
}

/** Says what is wrong with which item, a line each: `q1: input must be string`. */
export function listSchemaFailures(failures: readonly NamedSchemaFailure[]): string[] {
  const isOne = new Set(failures.map(({ index }) => index)).size === 1;
  const lines = failures.slice(0, MOST_LISTED).map(({ index, id, externalId, ...failure }) => {
    const { field, pointer, message } = failure;
    const name = externalId ?? id ?? (isOne ? null : `item ${index + 1}`);
    return printable(`${name === null ? '' : `${name}: `}${field}${pointer} ${message}`);
  });
  const left = failures.length - lines.length;
  return left > 0 ? [...lines, `and ${left.toLocaleString('en-US')} more`] : lines;
}
