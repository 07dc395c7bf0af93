import { JsonProblem, readJson, STRICT } from '@mastra-datasets/json';

/**
 * Reads JSON of a request. What JavaScript would change is refused: numbers that a double cannot hold,
 * and keys that come twice. `refuse` makes the error of the reason.
 */
export function readStrictly(text: string, refuse: (reason: string) => Error): unknown {
  try {
    return readJson(text, STRICT);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw refuse(error.isMalformed ? `no JSON: ${error.message}` : error.message);
  }
}
