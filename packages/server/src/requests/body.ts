import type { Context } from 'hono';
import { ServerProblem } from '../responses/problem.js';
import { readStrictly } from './json.js';

/** The media types of JSON Lines, which never became a standard. */
const JSON_LINES = new Set([
  'application/jsonl',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonlines',
  'application/x-jsonlines',
  'application/json-lines',
]);

function mediaTypeOf(context: Context): string {
  const [type = ''] = (context.req.header('Content-Type') ?? '').split(';');
  return type.trim().toLowerCase();
}

function refuseMediaType(expected: string): ServerProblem {
  const headers = { 'Accept-Post': expected, 'Accept-Patch': expected };
  return new ServerProblem('MEDIA_TYPE_UNSUPPORTED', `The body has to be ${expected}.`, {
    headers,
  });
}

/** Refuses a body that does not say that it is JSON Lines. */
export function requireJsonLines(context: Context): void {
  if (!JSON_LINES.has(mediaTypeOf(context))) throw refuseMediaType('application/jsonl');
}

/** Reads the JSON object that is the body of a request; an empty body is an empty object. */
export async function readObject(context: Context): Promise<Record<string, unknown>> {
  const type = mediaTypeOf(context);
  const bytes = await readBytes(context);
  if (bytes.byteLength === 0) return {};
  if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
    throw refuseMediaType('application/json');
  }
  const value = parseJson(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ServerProblem('BODY_INVALID', 'The body has to be a JSON object.');
  }
  return value as Record<string, unknown>;
}

async function readBytes(context: Context): Promise<ArrayBuffer> {
  try {
    return await context.req.arrayBuffer();
  } catch (error) {
    throw new ServerProblem('BODY_INVALID', 'The body did not arrive whole.', { cause: error });
  }
}

function parseJson(bytes: ArrayBuffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ServerProblem('BODY_INVALID', 'The body is no UTF-8.');
  }
  return readStrictly(
    text,
    (reason) => new ServerProblem('BODY_INVALID', `The body cannot be read: ${reason}.`),
  );
}
