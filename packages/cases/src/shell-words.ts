/** What a shell takes as it is. */
const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** Writes a word as a POSIX shell reads it. */
export function quoteForShell(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command of the command line, with its words quoted, for messages that say what helps. */
export function helpfulCommand(...words: readonly string[]): string {
  return ['mastra-datasets', ...words].map(quoteForShell).join(' ');
}
