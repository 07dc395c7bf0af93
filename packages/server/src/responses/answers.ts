import type { Dataset, DatasetItem } from '@mastra-datasets/core';
import { tagOfDataset, tagOfItem, tagOfText } from './entity-tags.js';
import { JSON_LINES, jsonLines } from './json-lines.js';

/** What no cache has to ask for again. Only the browser of the one who asked may keep it. */
const IMMUTABLE = 'private, max-age=31536000, immutable';
/** What a cache may keep, but has to ask for whether it is still so. */
const CHANGING = 'private, no-cache';

/** Whether the versions that a request names are commits, which never change. */
export function isImmutable(
  argument: Readonly<Record<string, unknown>>,
  ...fields: readonly string[]
): boolean {
  return fields.every((field) => typeof argument[field] === 'number');
}

function cacheControl(immutable: boolean): string {
  return immutable ? IMMUTABLE : CHANGING;
}

/** What an answer says beside its body. */
interface AnswerOptions {
  readonly status?: 200 | 201;
  readonly tag?: string | undefined;
  readonly immutable?: boolean;
  readonly location?: string;
}

function headersOf(type: string, { tag, immutable = false, location }: AnswerOptions) {
  return {
    'Content-Type': type,
    'Cache-Control': cacheControl(immutable),
    ...(tag === undefined ? {} : { ETag: tag }),
    ...(location === undefined ? {} : { Location: location }),
  };
}

/** Answers with JSON. */
export function jsonAnswer(body: unknown, options: AnswerOptions = {}): Response {
  return textAnswer(JSON.stringify(body), options);
}

/**
 * Answers a question with JSON that nothing but a hash of it tells apart. It is made of the text: made of
 * the answer, as `hono/etag` does it, it costs several times the rest of a request.
 */
export function hashedAnswer(
  body: unknown,
  options: Pick<AnswerOptions, 'immutable'> = {},
): Response {
  const text = JSON.stringify(body);
  return textAnswer(text, { ...options, tag: tagOfText(text) });
}

function textAnswer(text: string, options: AnswerOptions): Response {
  const headers = headersOf('application/json', options);
  return new Response(text, { status: options.status ?? 200, headers });
}

/** Answers with a dataset. */
export function datasetAnswer(dataset: Dataset, options: AnswerOptions = {}): Response {
  return jsonAnswer(dataset, { ...options, tag: tagOfDataset(dataset) });
}

/** Answers with an item. */
export function itemAnswer(item: DatasetItem, options: AnswerOptions = {}): Response {
  return jsonAnswer(item, { ...options, tag: tagOfItem(item) });
}

/** Answers that something was done, of which nothing is to be told. */
export function emptyAnswer(): Response {
  return new Response(null, { status: 204 });
}

/** Answers with JSON Lines. `first` was read already, and `rest` gives what follows. */
export function linesAnswer(
  first: IteratorResult<unknown>,
  rest: AsyncIterator<unknown>,
  { fileName, ...options }: AnswerOptions & { readonly fileName?: string } = {},
): Response {
  const headers: Record<string, string> = headersOf(JSON_LINES, options);
  if (fileName !== undefined) headers['Content-Disposition'] = attachment(fileName);
  return new Response(jsonLines(first, rest), { headers });
}

/** Names a file (RFC 6266), also for readers that know no letters but those of ASCII. */
function attachment(name: string): string {
  const plain = name.replaceAll(/[^\w .-]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, encodeMark);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function encodeMark(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}
