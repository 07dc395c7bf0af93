import { equalJson } from '../../../json/canonical.js';
import { compileWhere } from '../../../finding/item-query.js';
import type { WhereQuery } from '../../../finding/where.js';
import type { DatasetItem } from '../../types.js';

/** Conditions that a whole item must meet, already normalised. */
export interface NormalizedItemFilter {
  readonly search?: string | undefined;
  readonly context: Record<string, unknown> | null;
  readonly ids?: readonly string[] | undefined;
  readonly where?: WhereQuery | undefined;
  readonly splits?: readonly string[] | undefined;
}

/** Whether an object has each of the keys of another with an equal value. */
export function hasMembers(
  object: Record<string, unknown> | undefined,
  members: Record<string, unknown>,
): boolean {
  return Object.entries(members).every(
    ([key, value]) =>
      object !== undefined && Object.hasOwn(object, key) && equalJson(object[key], value),
  );
}

/** Whether text holds other text, in any case; no character is special. */
export function includesText(text: string, search: string): boolean {
  return text.toLowerCase().includes(search.toLowerCase());
}

function anyStringIncludes(value: unknown, search: string): boolean {
  if (typeof value === 'string') return includesText(value, search);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((member) => anyStringIncludes(member, search));
}

/** Whether a filter has no condition at all. */
export function isEmptyFilter(filter: NormalizedItemFilter): boolean {
  const { search, context, ids, where, splits } = filter;
  const given = [search, ids, where, splits];
  return context === null && given.every((condition) => condition === undefined);
}

/** Makes the test of a filter. One without conditions costs nothing. */
export function itemMatcher(filter: NormalizedItemFilter): (item: DatasetItem) => boolean {
  if (isEmptyFilter(filter)) return () => true;
  const { search, context, ids, where, splits } = filter;
  const wanted = ids === undefined ? undefined : new Set(ids);
  const meetsQuery = where === undefined ? undefined : compileWhere(where);
  return (item: DatasetItem): boolean =>
    (wanted === undefined || wanted.has(item.id)) &&
    (splits === undefined || splits.some((split) => item.splits?.includes(split) === true)) &&
    (meetsQuery === undefined || meetsQuery(item)) &&
    (context === null || hasMembers(item.context, context)) &&
    (search === undefined ||
      anyStringIncludes(item.input, search) ||
      anyStringIncludes(item.expectedOutput, search));
}
