import type { MiddlewareHandler } from 'hono';
import { ServerProblem } from '../responses/problem.js';

/** How long a client should wait for a place, in seconds. */
const RETRY_AFTER = Object.freeze({ 'Retry-After': '1' });

/** So many requests that may be worked on at once. */
export class Places {
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Takes a place, and gives the function that frees it again. Throws `SERVER_BUSY`. */
  take(): () => void {
    if (this.#free === 0) {
      throw new ServerProblem('SERVER_BUSY', 'The server has too much to do: try again soon.', {
        headers: RETRY_AFTER,
      });
    }
    this.#free -= 1;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#free += 1;
    };
  }
}

/** Gives a body on, and says once when it has ended in any way, and what it failed with. */
function watched(
  body: ReadableStream<Uint8Array>,
  ended: (error?: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let hasLeft = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          // Whoever read it may leave while the next part is on its way.
          if (hasLeft) return;
          if (!done) {
            controller.enqueue(value);
            return;
          }
          controller.close();
          ended();
        } catch (error) {
          controller.error(error);
          ended(error);
        }
      },
      async cancel(reason) {
        hasLeft = true;
        ended();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * Works on a request when there is a place. A stream keeps its place until it ends. `onFailure` is told
 * what it fails with after it began, as no answer can tell that any more.
 */
export function inPlace(
  places: Places,
  isStream: boolean,
  onFailure: (error: unknown) => void,
): MiddlewareHandler {
  return async (context, next) => {
    const free = places.take();
    try {
      await next();
      const { body, ok } = context.res;
      if (!isStream || !ok || body === null) {
        free();
        return;
      }
      if (context.req.method === 'HEAD') {
        // Nobody reads the body of such an answer.
        await body.cancel();
        free();
        return;
      }
      const ended = (error?: unknown) => {
        free();
        if (error !== undefined) onFailure(error);
      };
      context.res = new Response(watched(body, ended), context.res);
    } catch (error) {
      free();
      throw error;
    }
  };
}
