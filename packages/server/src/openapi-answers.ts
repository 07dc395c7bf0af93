import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { JSON_LINES } from './responses/json-lines.js';
import { PROBLEMS } from './responses/problem-codes.js';
import { takesBody, type Route } from './routes/route.js';
import { problem } from './schemas/api-results.js';

/** What decides what a request may be answered with. */
type Answering = Pick<Route, 'method' | 'path' | 'rest' | 'success'> &
  Partial<Pick<Route, 'writes' | 'condition' | 'takesLines'>>;

const PROBLEM_CONTENT = { 'application/problem+json': { schema: problem } };

/** The name of the answer that a status is described by. */
function nameOf(status: number): string {
  return `Problem${status}`;
}

/** Says in one line what the codes of a status mean. */
function meaningOf(status: number): string {
  return Object.entries(PROBLEMS)
    .filter(([, [other]]) => other === status)
    .map(([code, [, title]]) => `\`${code}\`: ${title}.`)
    .join(' ');
}

const STATUSES = new Set(Object.values(PROBLEMS).map(([status]) => status));

/** The answers that tell of a problem, by name. */
export const PROBLEM_ANSWERS: Readonly<Record<string, ZodOpenApiResponseObject>> =
  Object.fromEntries(
    [...STATUSES].map((status) => [
      nameOf(status),
      { description: meaningOf(status), content: PROBLEM_CONTENT },
    ]),
  );

const ETAG = {
  description:
    'What `If-Match` and `If-None-Match` compare. A stream has one where it cannot change.',
  schema: { type: 'string' },
} as const;

/** The statuses of the problems that a request may have. */
function problemsOf(route: Answering): number[] {
  const { method, path, writes = false, condition } = route;
  const isRead = method === 'get';
  return [
    ...[400, 401, 403],
    ...(path.includes('{') ? [404] : []),
    ...(writes ? [409] : []),
    ...(isRead || condition !== undefined ? [412] : []),
    ...(takesBody(route) ? [413, 415] : []),
    ...[421],
    ...(writes && takesBody(route) ? [422] : []),
    ...[500, 501, 503, 504],
  ];
}

/** Describes every answer that a request may have. */
export function describeAnswers(route: Answering): ZodOpenApiResponsesObject {
  const { status, schema, isStream = false } = route.success;
  const type = isStream ? JSON_LINES : 'application/json';
  const isRead = route.method === 'get';
  return {
    [status]: {
      description: isStream ? 'One JSON value a line.' : 'Done.',
      ...(isRead ? { headers: { ETag: ETAG } } : {}),
      ...(schema === undefined ? {} : { content: { [type]: { schema } } }),
    },
    ...(isRead ? { 304: { description: 'The client has this already.' } } : {}),
    ...Object.fromEntries(
      problemsOf(route).map((problemStatus) => [
        problemStatus,
        { $ref: `#/components/responses/${nameOf(problemStatus)}` },
      ]),
    ),
    default: { description: 'A problem; its `code` says which.', content: PROBLEM_CONTENT },
  };
}
