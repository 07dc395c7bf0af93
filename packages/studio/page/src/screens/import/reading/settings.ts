import {
  FilesError,
  prepareFile,
  valueOptions,
  withMapping,
  type InputFormat,
  type KeptMapping,
  type PreparedFile,
} from '@mastra-datasets/files';
import { inputFile } from './input-file.js';

/** How a file is to be read, as far as its user says it. */
export interface ReadSettings extends KeptMapping {
  readonly format?: InputFormat | undefined;
}

/** What messages say about values that would be lost. */
const HINTS = {
  bigNumbers: 'see “Numbers that would be rounded” below',
  nan: 'see “NaN and Infinity” below',
};

/** A file whose first rows were read. */
export interface OpenedFile {
  readonly prepared: PreparedFile;
  /** What was used: what its user says, and what was kept of the last import. */
  readonly settings: ReadSettings;
  readonly notes: readonly string[];
}

/**
 * Opens a file, by the mapping that was kept with the dataset where it fits, and finds out by its first
 * rows how they become items, as the command line does. Rejects with `FilesError`.
 */
export async function openFile(
  file: File,
  given: ReadSettings,
  kept: KeptMapping | null,
): Promise<OpenedFile> {
  if (kept !== null) {
    try {
      const opened = await openWith(file, withMapping(given, kept), false);
      if (opened.prepared.plan.awaited.length === 0) return opened;
    } catch (error) {
      // It is of another shape, which is found out without it.
      if (!(error instanceof FilesError)) throw error;
    }
  }
  return openWith(file, given, true);
}

async function openWith(
  file: File,
  settings: ReadSettings,
  mayLackInput: boolean,
): Promise<OpenedFile> {
  const values = valueOptions(settings);
  const reading = { ...values.reading, hints: HINTS };
  const notes: string[] = [];
  const prepared = await prepareFile(inputFile(file), {
    ...settings,
    quotes: settings.quotes ?? true,
    columns: settings,
    values: { ...values, reading },
    reading,
    mayLackInput,
    ask: (field, candidates) => {
      const [first = ''] = candidates;
      const names = candidates.map((name) => `“${name}”`).join(', ');
      notes.push(
        `${names} are as good for ${field}. “${first}” was taken; move another if need be.`,
      );
      return Promise.resolve(first);
    },
  });
  if (prepared.sample.length === 0) notes.push('The file has no rows.');
  return { prepared, settings, notes: [...notes, ...prepared.notes] };
}
