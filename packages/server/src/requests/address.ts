import type { MiddlewareHandler } from 'hono';
import { invalidRequest } from './invalid.js';

/** What a `%` that encodes nothing would be written as. */
const HINT = 'holds a % that begins no UTF-8; the character itself is written %25';

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Refuses an address that is not percent-encoded (RFC 3986, section 2.1). It would be read as something
 * that nobody wrote.
 */
export const requireEncoding: MiddlewareHandler = async ({ req }, next) => {
  const { pathname, search } = new URL(req.url);
  if (!isEncoded(pathname)) throw invalidRequest('path', HINT);
  const wrong = search
    .slice(1)
    .split('&')
    .find((parameter) => !isEncoded(parameter));
  if (wrong !== undefined) throw invalidRequest(nameOf(wrong), HINT);
  await next();
};

/** The name of a parameter, where that can be read. */
function nameOf(parameter: string): string {
  const [name = ''] = parameter.split('=');
  return isEncoded(name) ? decodeURIComponent(name) : 'query';
}
