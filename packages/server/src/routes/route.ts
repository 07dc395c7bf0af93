import type { DatasetsStorage } from '@mastra-datasets/core';
import type { Context } from 'hono';
import type { z } from 'zod';
import type { ServerLimits } from '../limits.js';
import type { Role } from '../safety/tokens.js';

/** A method of the contract that a route calls. */
export type MethodName = Exclude<
  keyof DatasetsStorage,
  'component' | 'name' | 'supports' | 'init' | 'close' | 'dangerouslyClearAll'
>;

/** What requests carry through the application. */
export interface AppEnv {
  Variables: { role: Role };
}

/** What a route answers with when all went well. */
interface Success {
  readonly status: 200 | 201 | 204;
  /** Of the body, or of each of its lines; absent when there is no body. */
  readonly schema?: z.ZodType;
  /** Whether the body is JSON Lines, of any length. Default `false`. */
  readonly isStream?: boolean;
}

/** What a route works with. */
export interface Call {
  readonly storage: DatasetsStorage;
  readonly limits: ServerLimits;
  readonly context: Context<AppEnv>;
  /** What the method takes. The method checks it. */
  readonly argument: Readonly<Record<string, unknown>>;
  /** What was given for the route's own parameters. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The parameters of the path. */
  readonly path: Readonly<Record<string, string>>;
}

/** Where a request has the argument of the method, beside its path. */
type ArgumentPlace = 'query' | 'body';

/** A condition that `If-Match` carries. */
export type Condition = 'expectedVersion' | 'expectedItemVersion' | 'expectedUpdatedAt';

/** Whether a request has a body. */
export function takesBody({
  rest,
  takesLines = false,
}: Pick<Route, 'rest' | 'takesLines'>): boolean {
  return rest === 'body' || takesLines;
}

/** One operation of the API. */
export interface Route {
  readonly operationId: string;
  readonly calls: MethodName;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/datasets/{datasetId}`. */
  readonly path: string;
  readonly summary: string;
  /** Whether it changes anything, for which a token has to allow it. */
  readonly writes: boolean;
  /** The field of the argument that each parameter of the path is; others only choose. */
  readonly fields: Readonly<Record<string, string>>;
  readonly rest: ArgumentPlace;
  /** Fields that the route itself decides, or takes none of (`undefined`). */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Parameters of the query that are the route's own. */
  readonly options?: z.ZodRawShape;
  /** Whether the body is JSON Lines, which the route reads. Default `false`. */
  readonly takesLines?: boolean;
  readonly condition?: Condition;
  readonly success: Success;
  readonly answer: (call: Call) => Promise<Response>;
}
