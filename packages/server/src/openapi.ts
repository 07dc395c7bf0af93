import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import manifest from '../package.json' with { type: 'json' };
import { DEFAULT_PAGE_LENGTH, kindOf } from './requests/query.js';
import type { ArgumentShapes } from './shapes.js';
import { capabilities, problem } from './schemas/api-results.js';
import { JSON_LINES } from './responses/json-lines.js';
import { argumentMethodOf, type Route } from './routes/route.js';

/** The description of an API in OpenAPI 3.1, as JSON. */
export type OpenApiDocument = ReturnType<typeof createDocument>;

const page = {
  page: z.int().min(0).optional().meta({ description: 'From 0, which is the default.' }),
  perPage: z
    .union([z.int().min(1), z.literal(false)])
    .optional()
    .meta({ description: `How many entries; default ${DEFAULT_PAGE_LENGTH}.` }),
};

/** What a request has beside its path. */
function restOf(route: Route, shapes: ArgumentShapes): z.ZodRawShape {
  const shape: z.ZodRawShape = shapes.methods[argumentMethodOf(route)].shape;
  const decided = new Set([...Object.values(route.fields), ...Object.keys(route.given ?? {})]);
  return Object.fromEntries(Object.entries(shape).filter(([name]) => !decided.has(name)));
}

/** A field as a parameter: an object is JSON text. */
function asParameter([name, schema]: [string, z.core.$ZodType]): [string, z.core.$ZodType] {
  if (kindOf(name) !== 'json') return [name, schema];
  return [name, z.string().optional().meta({ contentMediaType: 'application/json' })];
}

function queryOf(route: Route, shapes: ArgumentShapes): z.ZodObject {
  const { pagination, ...fields } = restOf(route, shapes);
  return z.object({
    ...(pagination === undefined ? {} : page),
    ...Object.fromEntries(Object.entries(fields).map(asParameter)),
    ...route.options,
  });
}

function pathOf(route: Route, shapes: ArgumentShapes): z.ZodObject {
  const shape: z.ZodRawShape = shapes.methods[argumentMethodOf(route)].shape;
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const schemaOf = (name: string) => shape[route.fields[name] ?? ''] ?? z.string();
  return z.object(Object.fromEntries(names.map((name) => [name, required(schemaOf(name))])));
}

/** The schema of a parameter that has to be there. */
function required(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? schema.unwrap() : schema;
}

const PROBLEM_ANSWER = {
  description: 'A problem; its `code` says which.',
  content: { 'application/problem+json': { schema: problem } },
};

function bodyOf(route: Route, shapes: ArgumentShapes): ZodOpenApiOperationObject['requestBody'] {
  if (route.takesLines === true) {
    return { required: true, content: { [JSON_LINES]: { schema: shapes.importedItem } } };
  }
  if (route.rest !== 'body') return undefined;
  const fields = restOf(route, shapes);
  const { pagination } = fields;
  const bounded = pagination === undefined ? {} : { pagination: z.object(page).optional() };
  const schema = z.strictObject({ ...fields, ...bounded });
  const isRequired = !schema.safeParse({}).success;
  return { required: isRequired, content: { 'application/json': { schema } } };
}

function operationOf(route: Route, shapes: ArgumentShapes): ZodOpenApiOperationObject {
  const { status, schema, isStream = false } = route.success;
  const type = isStream ? JSON_LINES : 'application/json';
  const body = bodyOf(route, shapes);
  const headers =
    route.condition === undefined
      ? {}
      : { header: z.object({ 'If-Match': z.string().optional().meta(IF_MATCH) }) };
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: `Calls \`${route.calls}\` of the storage.`,
    tags: [route.path.split('/')[1] ?? ''],
    requestParams: {
      path: pathOf(route, shapes),
      ...(route.rest === 'query' ? { query: queryOf(route, shapes) } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      [status]: {
        description: isStream ? 'One JSON value a line.' : 'Done.',
        ...(schema === undefined ? {} : { content: { [type]: { schema } } }),
      },
      default: PROBLEM_ANSWER,
    },
  };
}

const IF_MATCH = {
  description: 'The `ETag` of what was seen; when it was changed since, the answer is 412.',
};

/** Describes the routes in OpenAPI 3.1, from the same schemas that check requests. */
export function describeApi(
  routes: readonly Route[],
  shapes: ArgumentShapes,
  basePath: string,
): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, shapes) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'mastra-datasets',
      version: manifest.version,
      description: 'Versioned datasets for evaluating AI agents and LLM apps.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: basePath }],
    security: [{ token: [] }],
    paths: {
      ...paths,
      '/': {
        get: {
          operationId: 'getCapabilities',
          summary:
            'Says what the storage supports, how much the server takes, and what you may do.',
          responses: {
            200: {
              description: 'Done.',
              content: { 'application/json': { schema: capabilities } },
            },
            default: PROBLEM_ANSWER,
          },
        },
      },
    },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
}
