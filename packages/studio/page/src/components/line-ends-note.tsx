import { lineEndsOf, type LineEnds } from './line-ends.js';
import styles from './line-ends-note.module.css';

const WORDS: Readonly<Record<LineEnds, string>> = {
  none: '',
  LF: 'LF',
  CRLF: 'CRLF',
  mixed: 'mixed',
};

export interface LineEndsNoteProps {
  readonly before: string;
  readonly after: string;
}

/** Says that the lines of two texts end in different ways, which nobody sees otherwise. */
export function LineEndsNote({ before, after }: LineEndsNoteProps) {
  const old = lineEndsOf(before);
  const ends = lineEndsOf(after);
  if (old === ends || old === 'none' || ends === 'none') return null;
  return (
    <p className={styles.note}>
      Line ends: {WORDS[old]} before, {WORDS[ends]} after
    </p>
  );
}
