import { reportAnswer } from './connection.js';
import { readProblem, ServerUnreachable } from './problem.js';
import { readToken } from './token.js';

/** Where the API begins, on the server that the page came from. */
const API = '/api/v1';

export type QueryValue = string | number | boolean | readonly string[] | object | undefined;

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Lists are repeated, other objects are JSON, and `undefined` is left out. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON, unless it is a `Blob`, which goes as it is with its type. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** A path of the API, with each `${part}` escaped. */
export function apiPath(
  strings: TemplateStringsArray,
  ...parts: readonly (string | number)[]
): string {
  return String.raw({ raw: strings }, ...parts.map((part) => encodeURIComponent(part)));
}

/** The parameters of an address. */
export function queryText(query: Readonly<Record<string, QueryValue>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (Array.isArray(value)) {
      for (const entry of value) parameters.append(name, String(entry));
    } else {
      parameters.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** The headers of a request, with the token of the page. */
function headersOf(given: Readonly<Record<string, string>> = {}, type?: string): Headers {
  const token = readToken();
  const headers = new Headers(given);
  if (type !== undefined) headers.set('Content-Type', type);
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  return headers;
}

function bodyOf(body: unknown): { body?: BodyInit; type?: string } {
  if (body === undefined) return {};
  if (body instanceof Blob) return { body, type: body.type };
  return { body: JSON.stringify(body), type: 'application/json' };
}

/**
 * Asks the API and gives its answer when that is a success. Rejects with `ApiProblem` when the answer
 * is a problem, with {@link ServerUnreachable} when there is none, and with the reason of the signal
 * when that was aborted.
 */
export async function request(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', query = {}, signal } = options;
  const { body, type } = bodyOf(options.body);
  const headers = headersOf(options.headers, type);
  let response: Response;
  try {
    response = await fetch(`${API}${path}${queryText(query)}`, {
      method,
      headers,
      // What is kept here is kept by the page itself, which knows when an item was purged.
      cache: 'no-store',
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    reportAnswer(false);
    throw new ServerUnreachable('The server does not answer.', { cause });
  }
  reportAnswer(true);
  if (!response.ok) throw await readProblem(response);
  return response;
}

/** What {@link upload} takes beside what other requests do. */
export interface UploadOptions extends Omit<RequestOptions, 'body' | 'method'> {
  readonly body: Blob;
  /** Told how much of the body was sent, from 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined;
}

/** Posts a large body as {@link requestJson} does, and tells how far it is, which `fetch` does not. */
export async function upload<T>(path: string, options: UploadOptions): Promise<T> {
  const { query = {}, body, signal, onProgress } = options;
  signal?.throwIfAborted();
  const sending = new XMLHttpRequest();
  sending.open('POST', `${API}${path}${queryText(query)}`);
  for (const [name, value] of headersOf(options.headers, body.type)) {
    sending.setRequestHeader(name, value);
  }
  sending.upload.onprogress = ({ loaded, total, lengthComputable }) => {
    if (lengthComputable) onProgress?.(loaded / total);
  };
  const stop = () => {
    sending.abort();
  };
  signal?.addEventListener('abort', stop);
  try {
    await new Promise<void>((resolve) => {
      sending.onloadend = () => {
        resolve();
      };
      sending.send(body);
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  signal?.throwIfAborted();
  reportAnswer(sending.status !== 0);
  if (sending.status === 0) throw new ServerUnreachable('The server does not answer.');
  const response = new Response(sending.responseText, { status: sending.status });
  if (!response.ok) throw await readProblem(response);
  return (await response.json()) as T;
}

/** Asks the API for JSON. The API checks what it sends with the schemas that describe it. */
export async function requestJson<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await request(path, options);
  try {
    return (await response.json()) as T;
  } catch (cause) {
    options.signal?.throwIfAborted();
    reportAnswer(false);
    throw new ServerUnreachable('The answer of the server broke off.', { cause });
  }
}

/** Asks the API for a stream of JSON Lines, and gives one value after the other as they come. */
export async function* requestLines<T>(
  path: string,
  options: RequestOptions = {},
): AsyncGenerator<T, void, undefined> {
  const response = await request(path, options);
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await read(reader, options.signal);
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as T;
    }
    if (rest !== '') yield JSON.parse(rest) as T;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function read(
  reader: ReadableStreamDefaultReader<string>,
  signal: AbortSignal | undefined,
): Promise<ReadableStreamReadResult<string>> {
  try {
    return await reader.read();
  } catch (cause) {
    signal?.throwIfAborted();
    reportAnswer(false);
    throw new ServerUnreachable('The answer of the server broke off.', { cause });
  }
}
