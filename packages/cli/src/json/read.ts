import {
  readJson as readText,
  STRICT as STRICT_TEXT,
  type JsonReading,
} from '@mastra-datasets/json';

export { JsonProblem, readLoosely, type JsonReading } from '@mastra-datasets/json';

/** Refuses whatever would be lost, and names the options that read it all the same. */
export const STRICT: JsonReading = {
  ...STRICT_TEXT,
  hints: {
    bigNumbers: '--big-numbers text keeps it as text',
    nan: '--nan null reads it as null',
  },
};

/** Reads JSON without loss, as `readJson` of `@mastra-datasets/json` does. */
export function readJson(text: string, reading: JsonReading): unknown {
  return readText(text, { ...STRICT, ...reading });
}
