import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import manifest from '../package.json' with { type: 'json' };
import type { ServerLimits } from './limits.js';
import { describeAnswers, PROBLEM_ANSWERS } from './openapi-answers.js';
import { defaultPageLength, kindOf, perPageWithin } from './requests/query.js';
import type { ArgumentShapes } from './shapes.js';
import { capabilities } from './schemas/api-results.js';
import { JSON_LINES } from './responses/json-lines.js';
import type { Route } from './routes/route.js';

/** The description of an API in OpenAPI 3.1, as JSON. */
export type OpenApiDocument = ReturnType<typeof createDocument>;

/** What an API is described from. */
interface Described {
  readonly shapes: ArgumentShapes;
  readonly limits: Pick<ServerLimits, 'pageLength'>;
  readonly basePath: string;
}

function pageOf({ limits }: Described): z.ZodRawShape {
  const { pageLength } = limits;
  const perPage =
    pageLength === false ? z.union([z.int().min(1), z.literal(false)]) : perPageWithin(pageLength);
  return {
    page: z.int().min(0).optional().meta({ description: 'From 0, which is the default.' }),
    perPage: perPage
      .optional()
      .meta({ description: `How many entries; default ${defaultPageLength(limits)}.` }),
  };
}

/** What a request has beside its path. */
function restOf(route: Route, shapes: ArgumentShapes): z.ZodRawShape {
  const shape: z.ZodRawShape = shapes.methods[route.calls].shape;
  const decided = new Set([...Object.values(route.fields), ...Object.keys(route.given ?? {})]);
  return Object.fromEntries(Object.entries(shape).filter(([name]) => !decided.has(name)));
}

/** A field as a parameter: an object is JSON text. */
function asParameter([name, schema]: [string, z.core.$ZodType]): [string, z.core.$ZodType] {
  if (kindOf(name) !== 'json') return [name, schema];
  return [name, z.string().optional().meta({ contentMediaType: 'application/json' })];
}

function queryOf(route: Route, described: Described): z.ZodObject {
  const { pagination, ...fields } = restOf(route, described.shapes);
  return z.object({
    ...(pagination === undefined ? {} : pageOf(described)),
    ...Object.fromEntries(Object.entries(fields).map(asParameter)),
    ...route.options,
  });
}

function pathOf(route: Route, shapes: ArgumentShapes): z.ZodObject {
  const shape: z.ZodRawShape = shapes.methods[route.calls].shape;
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const schemaOf = (name: string) => shape[route.fields[name] ?? ''] ?? z.string();
  return z.object(Object.fromEntries(names.map((name) => [name, required(schemaOf(name))])));
}

/** The schema of a parameter that has to be there. */
function required(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? schema.unwrap() : schema;
}

function bodyOf(route: Route, described: Described): ZodOpenApiOperationObject['requestBody'] {
  const { shapes } = described;
  if (route.takesLines === true) {
    return { required: true, content: { [JSON_LINES]: { schema: shapes.importedItem } } };
  }
  if (route.rest !== 'body') return undefined;
  const fields = restOf(route, shapes);
  const { pagination } = fields;
  const bounded =
    pagination === undefined ? {} : { pagination: z.object(pageOf(described)).optional() };
  const schema = z.strictObject({ ...fields, ...bounded });
  const isRequired = !schema.safeParse({}).success;
  return { required: isRequired, content: { 'application/json': { schema } } };
}

/** The headers that make a request conditional. */
function headersOf({ method, condition }: Route): z.ZodObject {
  const isRead = method === 'get';
  return z.object({
    ...(isRead || condition !== undefined
      ? { 'If-Match': z.string().optional().meta(IF_MATCH) }
      : {}),
    ...(isRead ? { 'If-None-Match': z.string().optional().meta(IF_NONE_MATCH) } : {}),
  });
}

function operationOf(route: Route, described: Described): ZodOpenApiOperationObject {
  const { shapes } = described;
  const body = bodyOf(route, described);
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: `Calls \`${route.calls}\` of the storage.`,
    tags: [route.path.split('/')[1] ?? ''],
    requestParams: {
      path: pathOf(route, shapes),
      ...(route.rest === 'query' ? { query: queryOf(route, described) } : {}),
      header: headersOf(route),
    },
    ...(body === undefined ? {} : { requestBody: body }),
    responses: describeAnswers(route),
  };
}

const IF_MATCH = {
  description:
    'One or more `ETag`s of what was seen, or `*`; when it was changed since, the answer is 412.',
};

const IF_NONE_MATCH = {
  description: 'The `ETag`s of answers that are there already; for one of them the answer is 304.',
};

/**
 * The address of the API itself, of which a description names what it begins with and a path. The path
 * `/` would be another address, as it ends with a slash.
 */
function rootOf(basePath: string): { readonly server: string | null; readonly path: string } {
  const end = basePath.lastIndexOf('/');
  if (end < 1) return { server: null, path: '/' };
  return { server: basePath.slice(0, end), path: basePath.slice(end) };
}

/** Describes the routes in OpenAPI 3.1, from the same schemas that check requests. */
export function describeApi(routes: readonly Route[], described: Described): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, described) };
  }
  const root = rootOf(described.basePath);
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'mastra-datasets',
      version: manifest.version,
      description: 'Versioned datasets for evaluating AI agents and LLM apps.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: described.basePath }],
    security: [{ token: [] }],
    paths: {
      ...paths,
      [root.path]: {
        get: {
          ...(root.server === null ? {} : { servers: [{ url: root.server }] }),
          operationId: 'getCapabilities',
          summary:
            'Says what the storage supports, how much the server takes, and what you may do.',
          responses: describeAnswers({
            method: 'get',
            path: '/',
            rest: 'query',
            success: { status: 200, schema: capabilities },
          }),
        },
      },
    },
    components: {
      responses: PROBLEM_ANSWERS,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  });
}
