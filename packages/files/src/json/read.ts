import {
  readJson as readText,
  STRICT as STRICT_TEXT,
  type JsonReading,
} from '@mastra-datasets/json';

export { JsonProblem, readLoosely, type JsonReading } from '@mastra-datasets/json';

/** What the options of the command line do about what is refused. */
const HINTS = {
  bigNumbers: '--big-numbers text keeps it as text',
  nan: '--nan null reads it as null',
};

/** Refuses whatever would be lost, and names the options that read it all the same. */
export const STRICT: JsonReading = { ...STRICT_TEXT, hints: HINTS };

/** What messages say about ways to read what is refused: those of the reader, or of the command line. */
export function hintsOf({ hints }: JsonReading): { bigNumbers: string; nan: string } {
  return { ...HINTS, ...hints };
}

/** Reads JSON without loss, as `readJson` of `@mastra-datasets/json` does. */
export function readJson(text: string, reading: JsonReading): unknown {
  return readText(text, { ...STRICT, ...reading });
}
