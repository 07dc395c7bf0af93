import type { KeptChange } from './kept-change.js';

const PREFIX = 'mastra-datasets.draft.';

/** Larger changes do not fit beside others. */
const LONGEST = 200_000;

function keyOf(datasetId: string, id: string): string {
  return `${PREFIX}${JSON.stringify([datasetId, id])}`;
}

/**
 * Notes a change at once, before the database has it, which takes a moment: a page that is left within
 * that moment loses nothing. `null` notes that a change is forgotten. Does nothing for changes that are
 * too large. Gives what {@link strike} takes.
 */
export function note(datasetId: string, id: string, kept: KeptChange | null): string {
  const text = JSON.stringify(kept);
  const key = keyOf(datasetId, id);
  try {
    if (text.length <= LONGEST) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // It is full; the database has room.
    localStorage.removeItem(key);
  }
  return text;
}

/** Takes a note away that the database has, unless a newer one took its place. */
export function strike(datasetId: string, id: string, text: string): void {
  const key = keyOf(datasetId, id);
  if (localStorage.getItem(key) === text) localStorage.removeItem(key);
}

/** What the database may not have yet, by the ids of items. */
export function readNotes(datasetId: string): Map<string, KeptChange | null> {
  const notes = new Map<string, KeptChange | null>();
  for (let index = 0; index < localStorage.length; index += 1) {
    const key = localStorage.key(index) ?? '';
    if (!key.startsWith(PREFIX)) continue;
    const [dataset, id] = JSON.parse(key.slice(PREFIX.length)) as [string, string];
    const text = localStorage.getItem(key);
    if (dataset === datasetId && text !== null) {
      notes.set(id, JSON.parse(text) as KeptChange | null);
    }
  }
  return notes;
}
