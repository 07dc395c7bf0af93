import { Fragment } from 'react';
import styles from './safe-text.module.css';

/**
 * Characters that nobody sees and that change how others look: controls, marks of direction, spaces
 * without width, halves of pairs, and ends of lines that are not of the usual two kinds.
 */
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- Controls are what it looks for.
  /([\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]|[\uD800-\uDFFF]|\r(?!\n))/u;

/** The joiners between the parts of one emoji. */
const EMOJI_JOINERS = /(\p{Extended_Pictographic}\uFE0F?)\u200D/gu;

/** Whether a text has characters that {@link SafeText} makes visible. */
export function hasHiddenCharacters(text: string): boolean {
  return HIDDEN.test(text.replaceAll(EMOJI_JOINERS, '$1'));
}

/** The name of a character that cannot be seen, such as `U+202E`. */
function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

export interface SafeTextProps {
  readonly text: string;
  /** Shows at most this many characters, then an ellipsis. Default: all. */
  readonly limit?: number;
}

/**
 * Shows text that anybody may have written: as text, with its direction kept to itself, and with the
 * characters visible that would disguise it. Joiners between the parts of one emoji stay as they are.
 */
export function SafeText({ text, limit = Infinity }: SafeTextProps) {
  const isCut = text.length > limit;
  const shown = isCut ? text.slice(0, limit) : text;
  if (!HIDDEN.test(shown)) return <bdi>{isCut ? `${shown}…` : shown}</bdi>;
  const parts = shown.replaceAll(EMOJI_JOINERS, '$1\uE000').split(HIDDEN);
  return (
    <bdi>
      {parts.map((part, index) =>
        index % 2 === 0 ? (
          <Fragment key={index}>{part.replaceAll('\uE000', '\u200D')}</Fragment>
        ) : (
          <span key={index} className={styles.hidden} title="A character that cannot be seen">
            {nameOf(part)}
          </span>
        ),
      )}
      {isCut ? '…' : ''}
    </bdi>
  );
}
