import type { Hono } from 'hono';
import type { AppEnv } from '../../src/routes/route.js';
import { ROUTES } from '../../src/routes/index.js';
import type { Operation } from './api.js';
import { VERSION_FIELDS } from './carried.js';
import { errorOf } from './revive.js';

/** Texts that a path cannot have as a segment: addresses take them for something else. */
const UNADDRESSABLE = new Set(['', '.', '..']);

/** How a request to an operation is made; `null` where the operation cannot say it. */
export interface Prepared {
  readonly url: string;
  readonly init: RequestInit;
}

type Fields = Readonly<Record<string, unknown>>;

/** Which field of an argument each parameter of the path of an operation is. */
export type PathFields = Readonly<Record<string, string>>;

function pathOf(operation: Operation, names: PathFields, fields: Fields): string | null {
  let path = operation.path;
  for (const parameter of operation.pathParameters) {
    const value = fields[names[parameter] ?? parameter];
    const isVersion = parameter === 'version';
    const text = isVersion && typeof value !== 'string' ? asText(value) : value;
    if (typeof text !== 'string' || UNADDRESSABLE.has(text) || !text.isWellFormed()) return null;
    path = path.replace(`{${parameter}}`, encodeURIComponent(text));
  }
  return path;
}

function asText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A query that says the fields; `null` where their types would be lost in it. */
function queryOf(operation: Operation, fields: Fields): URLSearchParams | null {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (name === 'page' || name === 'perPage') return null;
    if (typeof value === 'string' && !value.isWellFormed()) return null;
    if (name === 'pagination') {
      if (!addPagination(query, value)) return null;
      continue;
    }
    switch (operation.query.get(name)) {
      case 'list':
        if (!Array.isArray(value) || value.length === 0) return null;
        for (const element of value as unknown[]) {
          if (typeof element !== 'string' || !element.isWellFormed()) return null;
          query.append(name, element);
        }
        break;
      case 'number':
        if (typeof value !== 'number') return null;
        query.set(name, String(value));
        break;
      case 'text':
        if (typeof value !== 'string' && !VERSION_FIELDS.has(name)) {
          return null;
        }
        query.set(name, asText(value));
        break;
      default:
        query.set(name, JSON.stringify(value));
    }
  }
  return query;
}

function addPagination(query: URLSearchParams, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { page, perPage, ...others } = value as Record<string, unknown>;
  if (Object.values(others).some((member) => member !== undefined)) return false;
  if (typeof page !== 'number' || (typeof perPage !== 'number' && perPage !== false)) return false;
  query.set('page', String(page));
  query.set('perPage', String(perPage));
  return true;
}

/** Makes the request that asks an operation for what an argument says; `null` where it cannot. */
export function prepare(operation: Operation, names: PathFields, fields: Fields): Prepared | null {
  const path = pathOf(operation, names, fields);
  if (path === null) return null;
  const inPath = new Set(operation.pathParameters.map((name) => names[name] ?? name));
  const rest = Object.fromEntries(Object.entries(fields).filter(([name]) => !inPath.has(name)));
  const { method } = operation;
  if (operation.takesBody) {
    const headers = { 'Content-Type': 'application/json' };
    return { url: path, init: { method, headers, body: JSON.stringify(rest) } };
  }
  const query = queryOf(operation, rest);
  if (query === null) return null;
  return { url: query.size === 0 ? path : `${path}?${query.toString()}`, init: { method } };
}

/** Asks the application, and checks that the answer is as the description says. */
export class Client {
  readonly #app: Hono<AppEnv>;

  constructor(app: Hono<AppEnv>) {
    this.#app = app;
  }

  async send({ url, init }: Prepared): Promise<Response> {
    const response = await this.#app.request(`http://localhost${url}`, init);
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  /** Asks for JSON, and checks it by the schema of the operation. */
  async ask(operationId: string, prepared: Prepared): Promise<unknown> {
    const response = await this.send(prepared);
    const { success } = route(operationId);
    if (response.status !== success.status) throw new Error(`It was ${response.status}.`);
    if (success.schema === undefined) return undefined;
    const text = await response.text();
    success.schema.parse(JSON.parse(text));
    return JSON.parse(text) as unknown;
  }

  /** Asks for JSON Lines, and gives the values as they come. */
  async *lines(operationId: string, prepared: Prepared): AsyncGenerator<unknown, void, undefined> {
    const response = await this.send(prepared);
    const { schema } = route(operationId).success;
    if (response.body === null || schema === undefined) throw new Error('There is no stream.');
    const decoder = new TextDecoder();
    let rest = '';
    for await (const part of response.body as AsyncIterable<Uint8Array>) {
      const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        schema.parse(JSON.parse(line));
        yield JSON.parse(line) as unknown;
      }
    }
    if (rest !== '') throw new Error('The stream ended within a line.');
  }
}

function route(operationId: string) {
  const found = ROUTES.find((candidate) => candidate.operationId === operationId);
  if (found === undefined) throw new Error(`There is no operation ${operationId}.`);
  return found;
}
