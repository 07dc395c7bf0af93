import { parseArgument } from '@mastra-datasets/core';
import type { Context } from 'hono';
import { z } from 'zod';
import type { ServerLimits } from '../limits.js';
import { readEntityTag } from '../responses/entity-tags.js';
import type { Condition, Route } from '../routes/route.js';
import { readObject } from './body.js';
import { invalidRequest } from './invalid.js';
import { boundPagination, readQuery } from './query.js';

/** The shape of an argument whose fields can be asked for. */
export type ArgumentShape = z.ZodObject;

/** What a request says. */
interface RequestArgument {
  /** What the method takes. */
  readonly argument: Record<string, unknown>;
  /** What only the route takes. */
  readonly options: Record<string, unknown>;
}

/** Puts together what the method of a route takes: from the path, the query or body, and `If-Match`. */
export async function readArgument(
  context: Context,
  route: Route,
  shape: ArgumentShape,
  limits: ServerLimits,
): Promise<RequestArgument> {
  const { rest, options } = splitOptions(route, await readRest(context, route, shape, limits));
  const own = {
    ...route.given,
    ...fieldsOfPath(route, context.req.param()),
    ...readCondition(context, route.condition),
  };
  for (const name of Object.keys(own)) {
    // What is said twice could contradict itself.
    if (Object.hasOwn(rest, name)) throw invalidRequest(name, reasonOf(route, name));
  }
  return { argument: parseArgument(shape, { ...rest, ...own }), options };
}

/** Takes the parameters that are the route's own from the others. */
function splitOptions({ options: known = {} }: Route, given: Record<string, unknown>) {
  const isOption = ([name]: [string, unknown]) => Object.hasOwn(known, name);
  const entries = Object.entries(given);
  return {
    options: parseArgument(z.object(known), Object.fromEntries(entries.filter(isOption))),
    rest: Object.fromEntries(entries.filter((entry) => !isOption(entry))),
  };
}

function fieldsOfPath({ fields }: Route, parameters: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(fields).map(([parameter, field]) => [field, parameters[parameter]]),
  );
}

function reasonOf({ condition, given = {} }: Route, name: string): string {
  if (name === condition) return 'given beside If-Match';
  return Object.hasOwn(given, name) ? 'not taken here' : 'given in the path already';
}

async function readRest(
  context: Context,
  { rest }: Route,
  shape: ArgumentShape,
  limits: ServerLimits,
): Promise<Record<string, unknown>> {
  const query = new URL(context.req.url).searchParams;
  const isPaged = Object.hasOwn(shape.shape, 'pagination');
  if (rest === 'query') return readQuery(query, isPaged, limits);
  const [surplus] = query.keys();
  if (surplus !== undefined) throw invalidRequest(surplus, 'no parameter is taken here');
  const body = await readObject(context);
  return isPaged ? { ...body, pagination: boundPagination(body['pagination'], limits) } : body;
}

/** What `If-Match` demands. `*` demands nothing more than what every change does. */
function readCondition(
  context: Context,
  condition: Condition | undefined,
): Readonly<Record<string, unknown>> {
  const header = context.req.header('If-Match')?.trim();
  if (header === undefined || header === '*') return {};
  if (condition === undefined) throw invalidRequest('If-Match', 'not taken here');
  const tag = readEntityTag(header);
  if (tag === null) throw invalidRequest('If-Match', 'not one ETag of this API');
  if (condition !== 'expectedUpdatedAt') return { [condition]: tag.versionNumber };
  if (tag.updatedAt === undefined) throw invalidRequest('If-Match', 'not the ETag of a dataset');
  return { expectedUpdatedAt: tag.updatedAt.toISOString() };
}
