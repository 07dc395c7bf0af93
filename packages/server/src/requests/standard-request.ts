import type { MiddlewareHandler } from 'hono';

/**
 * Makes a request whose body has no known length one of the platform's own. The server of Node gives
 * requests of a class of its own, from which the platform makes no others, as bounding such a body does.
 */
export const standardRequest: MiddlewareHandler = async (context, next) => {
  const { raw } = context.req;
  const { url, method, headers, signal } = raw;
  const hasLength = headers.has('Content-Length') && !headers.has('Transfer-Encoding');
  if (!hasLength && raw.body !== null) {
    const { body } = raw;
    const init = { method, headers, signal, body, duplex: 'half' as const };
    context.req.raw = new Request(url, init);
  }
  await next();
};
