import type { ListRange } from '@mastra-datasets/core';
import type { Parameters } from './statement.js';

type Range = Pick<ListRange, 'offset' | 'limit'>;

/** Cuts a range out of a result; a list that is wanted whole is planned by itself. */
export function limitClause({ offset, limit }: Range, parameters: Parameters): string {
  const clauses: string[] = [];
  if (limit !== null) clauses.push(`LIMIT ${parameters.add(limit)}`);
  if (offset > 0) clauses.push(`OFFSET ${parameters.add(offset)}`);
  return clauses.join(' ');
}

/** Bounds one of several parts that a range is cut out of, after they have been merged. */
export function partLimitClause({ offset, limit }: Range, parameters: Parameters): string {
  if (limit === null) return '';
  return `LIMIT ${parameters.add(String(BigInt(offset) + BigInt(limit)))}`;
}
