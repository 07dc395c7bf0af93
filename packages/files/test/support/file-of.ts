import type { InputFile } from '../../src/formats/input-file.js';

/** A file of a name, with the content of a text or of pieces of bytes. */
export function fileOf(name: string, content: string | Iterable<Uint8Array>): InputFile {
  const pieces = typeof content === 'string' ? [new TextEncoder().encode(content)] : content;
  const chunks = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    for (const piece of pieces) yield await Promise.resolve(piece);
  };
  const none = () => Promise.reject(new Error('this file is text'));
  return {
    name,
    isStream: false,
    open: () => Promise.resolve({ chunks: chunks(), size: 0, read: () => 0 }),
    openAnywhere: none,
    openArchive: none,
  };
}
