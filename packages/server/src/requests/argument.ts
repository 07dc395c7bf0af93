import { checkOptionNames, parseArgument } from '@mastra-datasets/core';
import type { Context } from 'hono';
import { z } from 'zod';
import type { ServerLimits } from '../limits.js';
import type { Route } from '../routes/route.js';
import { readObject } from './body.js';
import { readCondition, type Target } from './condition.js';
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
  { limits, storage }: Pick<Target, 'storage'> & { readonly limits: ServerLimits },
): Promise<RequestArgument> {
  const { rest, options } = splitOptions(route, await readRest(context, route, shape, limits));
  const own = {
    ...route.given,
    ...fieldsOfPath(route, context.req.param()),
  };
  const demanded = readCondition(context, route);
  if (demanded !== null && Object.hasOwn(rest, demanded.condition)) {
    throw invalidRequest(demanded.condition, 'given beside If-Match');
  }
  for (const name of Object.keys(own)) {
    // What is said twice could contradict itself.
    if (Object.hasOwn(rest, name)) throw invalidRequest(name, reasonOf(route, name));
  }
  const argument = parseArgument(shape, { ...rest, ...own });
  // Without a condition, a request may fail for other reasons; those come first.
  const expected = await demanded?.expectedOf({ storage, path: context.req.param() });
  return { argument: { ...argument, ...expected }, options };
}

/** The shapes of the parameters of routes: to make one costs more than to read a request by it. */
const optionShapes = new WeakMap<Route, z.ZodObject>();

function optionShapeOf(route: Route): z.ZodObject {
  const shape = optionShapes.get(route) ?? z.object(route.options ?? {});
  optionShapes.set(route, shape);
  return shape;
}

/** Takes the parameters that are the route's own from the others. */
function splitOptions(route: Route, given: Record<string, unknown>) {
  const { options: known } = route;
  if (known === undefined) return { options: {}, rest: given };
  const isOption = ([name]: [string, unknown]) => Object.hasOwn(known, name);
  const entries = Object.entries(given);
  return {
    options: parseArgument(optionShapeOf(route), Object.fromEntries(entries.filter(isOption))),
    rest: Object.fromEntries(entries.filter((entry) => !isOption(entry))),
  };
}

function fieldsOfPath({ fields }: Route, parameters: Record<string, string>) {
  return Object.fromEntries(
    Object.entries(fields).map(([parameter, field]) => [field, parameters[parameter]]),
  );
}

function reasonOf({ given = {} }: Route, name: string): string {
  return Object.hasOwn(given, name) ? 'not taken here' : 'given in the path already';
}

/** The parameters that a query takes, as a caller writes them, and those that the path gives. */
function parametersOf({ options }: Route, shape: ArgumentShape, isPaged: boolean) {
  const fields = Object.keys({ ...shape.shape, ...options });
  const names = isPaged ? [...fields, 'page', 'perPage'] : fields;
  return Object.fromEntries(names.map((name) => [name, true] as const));
}

async function readRest(
  context: Context,
  route: Route,
  shape: ArgumentShape,
  limits: ServerLimits,
): Promise<Record<string, unknown>> {
  const query = new URL(context.req.url).searchParams;
  const isPaged = Object.hasOwn(shape.shape, 'pagination');
  if (route.rest === 'query') {
    checkOptionNames(Object.fromEntries(query), parametersOf(route, shape, isPaged));
    return readQuery(query, isPaged, limits);
  }
  const [surplus] = query.keys();
  if (surplus !== undefined) throw invalidRequest(surplus, 'no parameter is taken here');
  const body = await readObject(context);
  return isPaged ? { ...body, pagination: boundPagination(body['pagination'], limits) } : body;
}
