import { MIMEType } from 'node:util';
import type { Context, MiddlewareHandler } from 'hono';
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

/** The media type of a body with its parameters; `null` where it has none that can be read. */
function mediaTypeOf(context: Context): MIMEType | null {
  try {
    return new MIMEType(context.req.header('Content-Type') ?? '');
  } catch {
    return null;
  }
}

/** Refuses a body that has another type, or is other text than UTF-8. */
function requireType(
  context: Context,
  expected: string,
  isExpected: (essence: string) => boolean,
): void {
  const type = mediaTypeOf(context);
  if (type === null || !isExpected(type.essence)) throw refuseMediaType(expected);
  const charset = type.params.get('charset');
  if (charset !== null && !/^utf-?8$/i.test(charset)) {
    throw refuseMediaType(expected, 'in UTF-8, whatever its charset says');
  }
}

/** Refuses a body that is compressed (RFC 9110, section 8.4). */
function requireIdentity(context: Context): void {
  const codings = (context.req.header('Content-Encoding') ?? '').split(',');
  if (codings.every((coding) => /^(?:identity)?$/i.test(coding.trim()))) return;
  const message = 'The body has to come as it is, without a Content-Encoding.';
  throw new ServerProblem('MEDIA_TYPE_UNSUPPORTED', message, {
    headers: { 'Accept-Encoding': 'identity' },
  });
}

/** Refuses what a request holds that takes no body: its sender means something by it. */
export const withoutBody: MiddlewareHandler = async (context, next) => {
  if (await hasBody(context)) {
    const message = 'No body is taken here: what is not in the path goes into the query.';
    throw new ServerProblem('BODY_INVALID', message);
  }
  await next();
};

/** Requests of the platform hold no body for `GET`, so there only headers tell of it. */
async function hasBody(context: Context): Promise<boolean> {
  const { req } = context;
  if (/[^0]/.test(req.header('Content-Length') ?? '')) return true;
  if (req.raw.body === null) return req.header('Transfer-Encoding') !== undefined;
  return (await readBytes(context)).byteLength > 0;
}

function refuseMediaType(expected: string, addition = ''): ServerProblem {
  const headers = { 'Accept-Post': expected, 'Accept-Patch': expected };
  const message = ['The body has to be', expected, addition].join(' ').trim();
  return new ServerProblem('MEDIA_TYPE_UNSUPPORTED', `${message}.`, { headers });
}

/** Refuses a body that does not say that it is JSON Lines. */
export function requireJsonLines(context: Context): void {
  requireIdentity(context);
  requireType(context, 'application/jsonl', (essence) => JSON_LINES.has(essence));
}

function isJson(essence: string): boolean {
  return essence === 'application/json' || /^application\/[\w.-]+\+json$/.test(essence);
}

/** Reads the JSON object that is the body of a request; an empty body is an empty object. */
export async function readObject(context: Context): Promise<Record<string, unknown>> {
  requireIdentity(context);
  const bytes = await readBytes(context);
  if (bytes.byteLength === 0) return {};
  requireType(context, 'application/json', isJson);
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
