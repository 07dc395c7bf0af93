import { invalidArgument } from '../arguments/invalid.js';
import { nearestName } from '../arguments/near-names.js';
import { ITEM_DOCUMENTS } from '../storage/domains/datasets/versioned/adapter/columns.js';

/** The fields of an item that hold times. */
const TIME_FIELDS: ReadonlySet<string> = new Set(['version', 'createdAt', 'updatedAt', 'purgedAt']);

/** The fields of an item that a query may look at. */
const ITEM_FIELDS: ReadonlySet<string> = new Set([
  ...TIME_FIELDS,
  'id',
  'datasetId',
  'externalId',
  'versionNumber',
  ...ITEM_DOCUMENTS,
]);

/** Throws for a path, such as `context.topic`, that no query can follow. */
export function checkSteps(field: string, path: string): void {
  const steps = field.split('.');
  if (steps.includes('')) throw invalidArgument(path, 'a path with an empty step');
  // The library behind queries never looks at a key of this name.
  if (steps.includes('__proto__')) throw invalidArgument(path, 'queries cannot look at __proto__');
}

/** Throws for a path that begins with no field of an item; tells whether it leads to a time. */
export function checkItemField(field: string, path: string): { readonly isTime: boolean } {
  const [name = ''] = field.split('.', 1);
  if (ITEM_FIELDS.has(name)) return { isTime: TIME_FIELDS.has(field) };
  const meant = nearestName(name, [...ITEM_FIELDS]);
  const rest = field.slice(name.length);
  const hint =
    meant === undefined
      ? `the fields of an item are ${[...ITEM_FIELDS].join(', ')}`
      : `did you mean ${meant}${rest}?`;
  throw invalidArgument(path, `an item has no field ${name}: ${hint}`);
}
