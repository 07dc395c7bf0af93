const encoder = new TextEncoder();
/** A byte order mark within a text belongs to it. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The bytes of a text as UTF-8, as Node and browsers make them. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text of bytes of UTF-8; a character that is cut off is given as U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
