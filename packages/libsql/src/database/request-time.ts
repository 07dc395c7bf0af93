/** A server did not answer a request in time; what became of it is not known. */
export class RequestTimeoutError extends Error {
  constructor(milliseconds: number) {
    super(`The server did not answer within ${milliseconds} ms.`);
    this.name = 'RequestTimeoutError';
  }
}

/** Rejects with {@link RequestTimeoutError} when a request is still under way after so long. */
export async function withinTime<Result>(
  milliseconds: number,
  request: () => Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new RequestTimeoutError(milliseconds));
    }, milliseconds);
  });
  try {
    return await Promise.race([request(), expired]);
  } finally {
    clearTimeout(timer);
  }
}

/** A `fetch` that ends its request, and with it the connection, after so many milliseconds. */
export function fetchWithin(milliseconds: number): typeof fetch {
  return (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(milliseconds) });
}
