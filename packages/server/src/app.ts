import type { DatasetsStorage } from '@mastra-datasets/core';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import { timeout } from 'hono/timeout';
import { completeServerLimits, type ServerLimits } from './limits.js';
import { describeApi } from './openapi.js';
import { requireEncoding } from './requests/address.js';
import { readArgument } from './requests/argument.js';
import { withoutBody } from './requests/body.js';
import { asParameter } from './requests/invalid.js';
import { standardRequest } from './requests/standard-request.js';
import { hashedAnswer } from './responses/answers.js';
import { preconditions } from './responses/preconditions.js';
import {
  asPrecondition,
  isOwnFailure,
  problemResponse,
  ServerProblem,
} from './responses/problem.js';
import { ROUTES } from './routes/index.js';
import { takesBody, type AppEnv, type Route } from './routes/route.js';
import { authentication } from './safety/authentication.js';
import { LOOPBACK_HOSTS, requireHost, requireOrigin } from './safety/callers.js';
import { inPlace, Places } from './safety/places.js';
import { Tokens, type AccessToken } from './safety/tokens.js';
import { shapesFor, type ArgumentShapes } from './shapes.js';

/** What {@link createDatasetsApp} takes. */
export interface DatasetsAppOptions {
  /** Whose datasets to offer. It stays the caller's to close. */
  readonly storage: DatasetsStorage;
  /**
   * Who is let in: the bearers of these tokens; or everybody (`false`), for applications that check
   * their users before a request comes here.
   */
  readonly tokens: readonly AccessToken[] | false;
  /** Whether nothing can be changed, whatever a token allows. Default `false`. */
  readonly readOnly?: boolean;
  /**
   * The names of the server in `Host` headers, without port; `false` for any name. Default: those of
   * the machine itself, `localhost`, `127.0.0.1` and `[::1]`.
   */
  readonly hosts?: readonly string[] | false;
  /** The origins whose pages may ask this server (CORS), beside its own. Default: none. */
  readonly origins?: readonly string[];
  readonly limits?: Partial<ServerLimits>;
  /** Where the API begins. Default `/api/v1`. */
  readonly basePath?: string;
  /** Told of every failure that is not the client's. Default: it is printed. */
  readonly onError?: (error: unknown) => void;
}

/** What an application is put together from. */
interface Parts {
  readonly storage: DatasetsStorage;
  readonly shapes: ArgumentShapes;
  readonly limits: ServerLimits;
  readonly readOnly: boolean;
  /** Told of every failure; passes on those that are not the client's. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Makes a Hono application that offers the whole contract of a storage over HTTP, described by
 * OpenAPI 3.1 at `openapi.json`. Any server can mount it. Errors are problems as RFC 9457 defines
 * them, with the codes of `DatasetsError` and those of `ServerProblemCode`.
 *
 * Throws `INVALID_ARGUMENT` for options that are malformed.
 */
export function createDatasetsApp(options: DatasetsAppOptions): Hono<AppEnv> {
  const { storage, basePath = '/api/v1', origins = [], hosts = LOOPBACK_HOSTS } = options;
  const { onError = console.error } = options;
  const limits = completeServerLimits(options.limits);
  const shapes = shapesFor(storage);
  const onFailure = (error: unknown) => {
    if (isOwnFailure(error)) onError(error);
  };
  const parts = { storage, shapes, limits, readOnly: options.readOnly ?? false, onFailure };
  const document = describeApi(ROUTES, { shapes, limits, basePath });

  const app = new Hono<AppEnv>();
  app.onError((error) => {
    onFailure(error);
    return problemResponse(error);
  });
  app.use(methodNotAllowed({ app, onMethodNotAllowed: (_, methods) => refuseMethod(methods) }));
  app.use(protectAnswers(origins));
  if (hosts !== false) app.use(requireHost(hosts));
  app.use(requireOrigin(origins));
  if (origins.length > 0) app.use(allowOrigins(origins));

  app.get(`${basePath}/openapi.json`, withoutBody, compress(), preconditions(false), () =>
    hashedAnswer(document),
  );
  app.use(`${basePath}/*`, letIn(options.tokens), requireEncoding);
  // With a slash at its end, this would answer for the dataset `..`, which clients leave out of paths.
  app.get(basePath, withoutBody, preconditions(false), (context) => {
    const role = parts.readOnly ? 'read' : context.get('role');
    return hashedAnswer({ supports: storage.supports, limits, role });
  });
  const places = { requests: new Places(limits.requests), streams: new Places(limits.streams) };
  for (const route of ROUTES) addRoute(app, basePath, route, parts, places);
  app.all('*', refuseAddress);
  return app;
}

function refuseMethod(methods: readonly string[]): Response {
  const headers = { Allow: methods.join(', ') };
  const problem = new ServerProblem('METHOD_NOT_ALLOWED', 'This method is not taken here.', {
    headers,
  });
  return problemResponse(problem);
}

/** Explains an address with an empty part: clients leave out what `.` and `..` were in it. */
function refuseAddress({ req }: Context): Response {
  const hasEmptyPart = req.path.split('/').slice(1).includes('');
  const detail = hasEmptyPart
    ? 'A part of this address is empty. Ids that are empty, `.` or `..` have no address.'
    : 'There is nothing at this address.';
  return problemResponse(new ServerProblem('ROUTE_NOT_FOUND', detail));
}

/** Headers that keep answers from being taken for pages. */
function protectAnswers(origins: readonly string[]): MiddlewareHandler {
  return secureHeaders({
    crossOriginResourcePolicy: origins.length === 0 ? 'same-origin' : 'cross-origin',
    xFrameOptions: 'DENY',
    // These are about pages, and about hosts that are not this one.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    strictTransportSecurity: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}

function allowOrigins(origins: readonly string[]): MiddlewareHandler {
  return cors({
    origin: [...origins],
    allowHeaders: ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match'],
    exposeHeaders: ['ETag', 'Location', 'Retry-After', 'Content-Disposition'],
  });
}

function letIn(tokens: readonly AccessToken[] | false): MiddlewareHandler<AppEnv> {
  if (tokens !== false) return authentication(new Tokens(tokens));
  return async (context, next) => {
    context.set('role', 'write');
    await next();
  };
}

/** Lets only those change things whose token allows it. */
function requireRole(route: Route, { readOnly }: Parts): MiddlewareHandler<AppEnv> {
  return async (context, next) => {
    if (route.writes) {
      if (readOnly) throw new ServerProblem('FORBIDDEN', 'This server changes nothing.');
      if (context.get('role') !== 'write') {
        throw new ServerProblem('FORBIDDEN', 'This token allows reading only.');
      }
    }
    await next();
  };
}

function tooLate(): HTTPException {
  const message = 'The request took too long. A change may have been made all the same.';
  return new HTTPException(504, { res: problemResponse(new ServerProblem('TIMEOUT', message)) });
}

/** What bounds a route, and lets clients ask whether something is still so. */
function boundsOf(route: Route, { limits }: Parts): MiddlewareHandler[] {
  // An import reads its body by itself, part by part, and takes as long as that comes.
  if (route.takesLines === true) return [];
  const tooLarge = `The body has more than ${limits.bodySize} bytes.`;
  return [
    timeout(limits.timeoutMs, tooLate),
    standardRequest,
    bodyLimit({
      maxSize: limits.bodySize,
      onError: () => problemResponse(new ServerProblem('BODY_TOO_LARGE', tooLarge)),
    }),
    ...(takesBody(route) ? [] : [withoutBody]),
    ...(route.method === 'get' ? [preconditions(route.success.isStream === true)] : []),
  ];
}

function addRoute(
  app: Hono<AppEnv>,
  basePath: string,
  route: Route,
  parts: Parts,
  places: { readonly requests: Places; readonly streams: Places },
): void {
  const { storage, shapes, limits } = parts;
  const isStream = route.success.isStream === true;
  const isLong = isStream || route.takesLines === true;
  const path = `${basePath}${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
  app.on(
    route.method.toUpperCase(),
    path,
    requireRole(route, parts),
    inPlace(isLong ? places.streams : places.requests, isStream, parts.onFailure),
    ...boundsOf(route, parts),
    async (context) => {
      const shape = shapes.methods[route.calls];
      try {
        const { argument, options } = await readArgument(context, route, shape, parts);
        const path = context.req.param();
        return await route.answer({ storage, limits, context, argument, options, path });
      } catch (thrown) {
        const error = route.rest === 'query' ? asParameter(thrown) : thrown;
        throw context.req.header('If-Match') === undefined ? error : asPrecondition(error);
      }
    },
  );
}
