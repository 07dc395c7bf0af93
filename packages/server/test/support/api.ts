import type { OpenApiDocument } from '../../src/openapi.js';

/** One operation of the API, as its description tells it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly pathParameters: readonly string[];
  /** The parameters of its query, with how each is written; `null` for one that takes a body. */
  readonly query: ReadonlyMap<string, 'text' | 'number' | 'list' | 'json'>;
  readonly takesBody: boolean;
  readonly isStream: boolean;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: Readonly<Record<string, unknown>>;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, unknown> }>>;
}

function kindOf(schema: Readonly<Record<string, unknown>>): 'text' | 'number' | 'list' | 'json' {
  if (schema['contentMediaType'] === 'application/json') return 'json';
  if (schema['type'] === 'array') return 'list';
  return schema['type'] === 'integer' ? 'number' : 'text';
}

/** Reads the operations of a description, by their ids. */
export function operationsOf(document: OpenApiDocument): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>();
  const [server] = document.servers ?? [];
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const [method, value] of Object.entries(methods as Record<string, Described>)) {
      const { operationId, parameters = [], requestBody, responses } = value;
      const success = responses['200'] ?? {};
      operations.set(operationId, {
        method: method.toUpperCase(),
        path: `${server?.url ?? ''}${path}`,
        pathParameters: parameters.flatMap(({ in: place, name }) => (place === 'path' ? name : [])),
        query: new Map(
          parameters.flatMap(({ in: place, name, schema }) =>
            place === 'query' ? [[name, kindOf(schema)]] : [],
          ),
        ),
        takesBody: requestBody?.content['application/json'] !== undefined,
        isStream: Object.keys(success.content ?? {}).includes('application/jsonl'),
      });
    }
  }
  return operations;
}

/** The statuses that each operation of a description may be answered with, by their ids. */
export function statusesOf(document: OpenApiDocument): ReadonlyMap<string, readonly string[]> {
  const operations = Object.values(document.paths ?? {}).flatMap((methods) =>
    Object.values(methods as Record<string, Described>),
  );
  return new Map(
    operations.map(({ operationId, responses }) => [operationId, Object.keys(responses)]),
  );
}
