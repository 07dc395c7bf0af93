/** What is not seen, as it takes no room. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

/** A text that is so much longer does not look the same, whatever is not seen of it. */
const MOST_HIDDEN = 20;

// eslint-disable-next-line no-control-regex
const BEYOND_ASCII = /[^\u0000-\u007f]/g;

/** Writes every character beyond ASCII by its code, as JSON may: `\u0430`. */
export function escapeBeyondAscii(text: string): string {
  return text.replace(BEYOND_ASCII, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * Whether two different texts would look the same: by letters of another script, accents that are
 * characters of their own, spaces that are none, or characters that are not seen.
 */
export function lookAlike(one: string, other: string): boolean {
  const [shorter = 0, longer = 0] = [one.length, other.length].toSorted((a, b) => a - b);
  if (longer > MOST_HIDDEN && longer > shorter * MOST_HIDDEN) return false;
  const [first, second] = [seen(one), seen(other)];
  if (first.length !== second.length) return false;
  return first.every((character, index) => {
    const counterpart = second[index] ?? '';
    return character === counterpart || isOfOtherScript(character, counterpart);
  });
}

/** The characters of a text as they are seen. */
function seen(text: string): string[] {
  return Array.from(text.normalize('NFKC').replace(UNSEEN, ''));
}

/** Whether only one of two letters is Latin, so that they may look the same. */
function isOfOtherScript(one: string, other: string): boolean {
  const areLetters = /^\p{L}$/u.test(one) && /^\p{L}$/u.test(other);
  return areLetters && /\p{Script=Latin}/u.test(one) !== /\p{Script=Latin}/u.test(other);
}
