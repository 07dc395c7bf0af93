/** What separates the lines of a text that an editor holds. */
type LineSeparator = '\n' | '\r\n';

/** How the lines of a text end; `none` for a single line. */
export type LineEnds = 'none' | 'LF' | 'CRLF' | 'mixed';

/** How the lines of a text end. A carriage return that stands alone counts as mixed. */
export function lineEndsOf(text: string): LineEnds {
  if (!text.includes('\r')) return text.includes('\n') ? 'LF' : 'none';
  return /\r(?!\n)|(?<!\r)\n/.test(text) ? 'mixed' : 'CRLF';
}

/**
 * What an editor has to take for the end of a line, so that it gives each line the end that it had.
 * Where line ends are mixed, carriage returns stay as characters at the ends of lines.
 */
export function lineSeparatorOf(text: string): LineSeparator {
  return lineEndsOf(text) === 'CRLF' ? '\r\n' : '\n';
}
