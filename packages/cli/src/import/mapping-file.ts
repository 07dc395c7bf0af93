import { readFile, writeFile } from 'node:fs/promises';
import { CliError } from '../errors.js';
import {
  fileFailure,
  isKeptMapping,
  isMissing,
  isObject,
  mappingFlaw,
  unreadable,
  type KeptMapping,
} from '@mastra-datasets/files';
import { pathOf, type Io } from '../io.js';

/** Reads a file of a mapping; `null` where there is none yet. Throws `INPUT_REFUSED`. */
export async function readMappingFile(io: Io, file: string): Promise<KeptMapping | null> {
  let text: string;
  try {
    text = await readFile(pathOf(io, file), 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw unreadable(file, error);
  }
  const value = parse(text);
  if (isObject(value) && isKeptMapping(value)) return value;
  const flaw = isObject(value)
    ? `it has ${JSON.stringify(mappingFlaw(value))}`
    : 'it is no JSON object';
  throw new CliError('INPUT_REFUSED', `${file} is no mapping: ${flaw}.`, {
    hint: 'name a file that --mapping made, or one that does not exist yet',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Writes a mapping into a file that does not exist yet. */
export async function writeMappingFile(io: Io, file: string, mapping: KeptMapping): Promise<void> {
  const text = `${JSON.stringify(mapping, null, 2)}\n`;
  await writeFile(pathOf(io, file), text, { flag: 'wx' }).catch((error: unknown) => {
    throw fileFailure(file, error);
  });
}
