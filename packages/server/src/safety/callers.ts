import type { MiddlewareHandler } from 'hono';
import { ServerProblem } from '../responses/problem.js';

/** The names of the machine itself. */
export const LOOPBACK_HOSTS: readonly string[] = Object.freeze(['localhost', '127.0.0.1', '[::1]']);

/** The name in a `Host` header, without the port; `null` for a header that is none. */
function nameOf(host: string): string | null {
  const [, name] = /^(\[[0-9a-f:.]+\]|[^:/?#@\\\s]+)(?::\d{1,5})?$/i.exec(host) ?? [];
  return name?.toLowerCase() ?? null;
}

/**
 * Answers for these hosts only. A page of anybody's can be made to ask this server under a name of its
 * own (DNS rebinding), and that name gives it away.
 */
export function requireHost(hosts: readonly string[]): MiddlewareHandler {
  const known = new Set(hosts.map((host) => host.toLowerCase()));
  return async (context, next) => {
    const header = context.req.header('Host') ?? new URL(context.req.url).host;
    const name = nameOf(header);
    if (name === null || !known.has(name)) {
      throw new ServerProblem('HOST_REFUSED', 'This server does not answer for that host.');
    }
    await next();
  };
}

/** The origin of the server itself, as the request names it. */
function ownOrigins(url: string, host: string | undefined): string[] {
  const { host: named } = new URL(url);
  const authority = host ?? named;
  // Behind a proxy, the server does not know which of them its users see.
  return [`http://${authority}`, `https://${authority}`];
}

/**
 * Refuses requests that pages of other origins make, except of those that are allowed to. Programs that
 * are no browsers send no origin, and are asked for their token like everybody.
 */
export function requireOrigin(origins: readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('Origin');
    const isKnown =
      origin === undefined ||
      origins.includes(origin) ||
      ownOrigins(context.req.url, context.req.header('Host')).includes(origin);
    const isForeign = context.req.header('Sec-Fetch-Site') === 'cross-site';
    if (!isKnown || (isForeign && (origin === undefined || !origins.includes(origin)))) {
      throw new ServerProblem('ORIGIN_REFUSED', 'Pages of that origin may not ask this server.');
    }
    await next();
  };
}
