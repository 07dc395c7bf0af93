import { parseArgument } from '@mastra-datasets/core';
import { z } from 'zod';
import type { ServerLimits } from '../limits.js';
import { invalidRequest } from './invalid.js';
import { readStrictly } from './json.js';

/** How the text of a parameter becomes a value. */
export type ParameterKind = 'text' | 'number' | 'list' | 'json';

/** The parameters that are not text as it stands. */
const KINDS: Readonly<Record<string, ParameterKind>> = {
  batchSize: 'number',
  maxDeleted: 'number',
  expectedItemVersion: 'number',
  ids: 'list',
  splits: 'list',
  where: 'json',
  context: 'json',
  metadata: 'json',
  attributes: 'json',
  sample: 'json',
  shard: 'json',
  orderBy: 'json',
};

/** How the parameter of a field is written. */
export function kindOf(field: string): ParameterKind {
  return Object.hasOwn(KINDS, field) ? (KINDS[field] ?? 'text') : 'text';
}

const DEFAULT_PAGE_LENGTH = 50;

/** How many entries a page has that does not say it. */
export function defaultPageLength({ pageLength }: Pick<ServerLimits, 'pageLength'>): number {
  return pageLength === false ? DEFAULT_PAGE_LENGTH : Math.min(DEFAULT_PAGE_LENGTH, pageLength);
}

/** Digits become a number; other text stays, so that whoever checks it says what is wrong. */
function asNumber(text: string): number | string {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(number) ? number : text;
}

function asJson(name: string, text: string): unknown {
  return readStrictly(text, (reason) => invalidRequest(name, reason));
}

function single(name: string, values: readonly string[]): string {
  const [value = '', ...others] = values;
  if (others.length > 0) throw invalidRequest(name, 'given more than once');
  return value;
}

/** Reads the value of a parameter. */
function valueOf(name: string, values: readonly string[]): unknown {
  switch (kindOf(name)) {
    case 'list':
      return values;
    case 'number':
      return asNumber(single(name, values));
    case 'json':
      return asJson(name, single(name, values));
    case 'text':
      return single(name, values);
  }
}

/**
 * Reads the parameters of a query. Lists are repeated (`splits=train&splits=hard`), objects are JSON
 * text. Where there is a `pagination`, its fields are parameters of their own.
 */
export function readQuery(
  query: URLSearchParams,
  isPaged: boolean,
  limits: ServerLimits,
): Record<string, unknown> {
  const names = new Set(query.keys());
  const entries = [...names]
    .filter((name) => !isPaged || (name !== 'page' && name !== 'perPage'))
    .map((name): [string, unknown] => [name, valueOf(name, query.getAll(name))]);
  if (!isPaged) return Object.fromEntries(entries);
  if (names.has('pagination')) {
    throw invalidRequest('pagination', 'give page and perPage as parameters of their own');
  }
  const numberOf = (name: string) =>
    names.has(name) ? asNumber(single(name, query.getAll(name))) : undefined;
  const page = numberOf('page');
  const perPage = numberOf('perPage');
  const pagination = boundPagination(
    { page, perPage: perPage === 'false' ? false : perPage },
    limits,
  );
  return { ...Object.fromEntries(entries), pagination };
}

/** Made once for each limit, as to make one costs more than to read a request by it. */
const perPageShapes = new Map<number, z.ZodInt>();

/** How many entries a page may have within a limit. */
export function perPageWithin(pageLength: number): z.ZodInt {
  const shape = perPageShapes.get(pageLength) ?? z.int().min(1).max(pageLength);
  perPageShapes.set(pageLength, shape);
  return shape;
}

/** Fills in what a pagination lacks. Throws for more entries than a page may have. */
export function boundPagination(given: unknown, limits: ServerLimits): unknown {
  const { pageLength } = limits;
  const pagination = given === undefined ? {} : given;
  if (typeof pagination !== 'object' || pagination === null || Array.isArray(pagination)) {
    return pagination;
  }
  const defaults = { page: 0, perPage: defaultPageLength(limits) };
  const bounded: Record<string, unknown> = { ...defaults, ...withoutUndefined(pagination) };
  const { perPage } = bounded;
  if (pageLength === false) return bounded;
  if (perPage === false) {
    throw invalidRequest('pagination.perPage', 'this server gives no lists whole: use a stream');
  }
  parseArgument(perPageWithin(pageLength), perPage, 'pagination.perPage');
  return bounded;
}

function withoutUndefined(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
