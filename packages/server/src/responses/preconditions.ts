import type { MiddlewareHandler } from 'hono';
import { etag } from 'hono/etag';
import { readIfMatch } from '../requests/condition.js';
import { ServerProblem } from './problem.js';

const answerUnmodified = etag();

/**
 * Answers 304 where the client has an answer already (`If-None-Match`), and 412 where it wants another
 * one than there is (`If-Match`; RFC 9110, section 13). An answer without an `ETag` gets a hash, but for
 * streams: those are not read for it.
 */
export function preconditions(isStream: boolean): MiddlewareHandler {
  return async (context, next) => {
    const wanted = readIfMatch(context);
    if (!isStream) {
      await answerUnmodified(context, next);
    } else {
      await next();
      if (context.res.headers.has('ETag')) {
        await answerUnmodified(context, () => Promise.resolve());
      }
    }
    const { status, headers, body, ok } = context.res;
    if (wanted === null || (!ok && status !== 304)) return;
    if (wanted.includes(headers.get('ETag') ?? '')) return;
    await body?.cancel();
    throw new ServerProblem('PRECONDITION_FAILED', 'No ETag of If-Match is that of the answer.');
  };
}
