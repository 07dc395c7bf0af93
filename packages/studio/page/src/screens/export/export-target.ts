import { download } from '../../components/download.js';
import type { Piece } from './gzip.js';

/** Where the content of an export goes. */
export interface ExportTarget {
  write(piece: Piece): Promise<void>;
  finish(): Promise<void>;
  /** Leaves nothing of it. */
  discard(): Promise<void>;
}

/** A file that its user chose, as some browsers let pages write it. */
interface ChosenFile {
  createWritable(): Promise<{
    write(piece: Piece): Promise<void>;
    close(): Promise<void>;
    abort(): Promise<void>;
  }>;
}

declare global {
  interface Window {
    showSaveFilePicker?(options: { readonly suggestedName: string }): Promise<ChosenFile>;
  }
}

/** How much text is collected before it is written, in characters. */
const PIECE_LENGTH = 1_000_000;

/**
 * Opens the file of an export. Where the browser can, its user says where it goes, and it is written
 * there bit by bit; else the browser collects it outside of the memory of the page, and keeps it as a
 * download. Gives `null` when its user changes their mind.
 */
export async function openTarget(name: string, type: string): Promise<ExportTarget | null> {
  if (window.showSaveFilePicker === undefined) return collected(name, type);
  try {
    const file = await window.showSaveFilePicker({ suggestedName: name });
    const writable = await file.createWritable();
    return inPieces({
      write: (piece) => writable.write(piece),
      finish: () => writable.close(),
      discard: () => writable.abort(),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

function collected(name: string, type: string): ExportTarget {
  let content = new Blob([], { type });
  return inPieces({
    write: (piece) => {
      content = new Blob([content, piece], { type });
      return Promise.resolve();
    },
    finish: () => {
      download(content, name);
      return Promise.resolve();
    },
    discard: () => Promise.resolve(),
  });
}

/** Writes large pieces in place of many small ones of text. */
function inPieces(target: ExportTarget): ExportTarget {
  let waiting = '';
  const flush = async () => {
    const text = waiting;
    waiting = '';
    if (text !== '') await target.write(text);
  };
  return {
    async write(piece) {
      if (typeof piece !== 'string') {
        await flush();
        await target.write(piece);
        return;
      }
      waiting += piece;
      if (waiting.length >= PIECE_LENGTH) await flush();
    },
    async finish() {
      await flush();
      await target.finish();
    },
    discard: () => target.discard(),
  };
}
