import { diffWordsWithSpace } from 'diff';

/** A part of two texts that is the same in both, or differs: then one of them may be empty. */
export interface TextBlock {
  readonly isSame: boolean;
  readonly old: string;
  readonly present: string;
}

/**
 * How many words may have been added and removed. The time of the comparison grows with the square
 * of it, and where more differs, the whole is another text.
 */
const MOST_EDITS = 1_000;

/** A longer run of letters is no word, such as an image in base64, and is compared by characters. */
const LONGEST_WORD = 40;

/** Text between two differences that is so short belongs to both, as it would only be in the way. */
const SHORTEST_SAME = 3;

/** Texts that have less than this part in common are shown as two, not as one with many changes. */
const LEAST_SAME = 0.4;

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}_]/u;

/** Finds what differs between two texts, word by word (Myers 1986), in the order of the texts. */
export function compareWords(old: string, present: string): TextBlock[] {
  const start = wordStart(old, commonStart(old, present));
  const end = wordEnd(old, commonEnd(old, present, start));
  const head = old.slice(0, start);
  const tail = end === 0 ? '' : old.slice(-end);
  const middle = compareMiddle(
    old.slice(start, old.length - end),
    present.slice(start, present.length - end),
  );
  return merged([same(head), ...middle, same(tail)]);
}

function same(text: string): TextBlock {
  return { isSame: true, old: text, present: text };
}

function compareMiddle(old: string, present: string): TextBlock[] {
  const whole = { isSame: false, old, present };
  if (old === '' || present === '') return [whole];
  const changes = diffWordsWithSpace(old, present, { maxEditLength: MOST_EDITS });
  if (changes === undefined) return [whole];
  const sameLength = changes
    .filter(({ added, removed }) => !added && !removed)
    .reduce((sum, { value }) => sum + value.length, 0);
  const isRewritten = sameLength < LEAST_SAME * Math.max(old.length, present.length);
  if (isRewritten) return [whole];
  return changes.map(({ added, removed, value }) => ({
    isSame: !added && !removed,
    old: added ? '' : value,
    present: removed ? '' : value,
  }));
}

/** Joins differences that only a short text lies between, and drops what is empty. */
function merged(blocks: readonly TextBlock[]): TextBlock[] {
  const result: TextBlock[] = [];
  let between: TextBlock | null = null;
  for (const block of blocks) {
    if (block.old === '' && block.present === '') continue;
    if (block.isSame) {
      between = between === null ? block : same(between.old + block.old);
      continue;
    }
    const last = result.at(-1);
    const isJoined =
      last?.isSame === false && (between === null || between.old.length <= SHORTEST_SAME);
    if (isJoined) {
      result[result.length - 1] = {
        isSame: false,
        old: last.old + (between?.old ?? '') + block.old,
        present: last.present + (between?.present ?? '') + block.present,
      };
    } else {
      if (between !== null) result.push(between);
      result.push(block);
    }
    between = null;
  }
  if (between !== null) result.push(between);
  return result;
}

/**
 * Splits a difference of two texts that begin or end in the same way, so that it begins and ends
 * with a character that differs.
 */
export function narrowed({ old, present }: TextBlock): TextBlock[] {
  const start = characterStart(old, commonStart(old, present));
  const end = characterEnd(old, commonEnd(old, present, start));
  const head = old.slice(0, start);
  const tail = end === 0 ? '' : old.slice(-end);
  const block = {
    isSame: false,
    old: old.slice(start, old.length - end),
    present: present.slice(start, present.length - end),
  };
  return [same(head), block, same(tail)].filter((part) => part.old + part.present !== '');
}

function commonStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[length] === other[length]) length += 1;
  return length;
}

/** How much two texts have in common at their ends, behind a common beginning. */
function commonEnd(one: string, other: string, start: number): number {
  const most = Math.min(one.length, other.length) - start;
  let length = 0;
  while (length < most && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length;
}

/** Goes back to where a word begins. */
function wordStart(text: string, position: number): number {
  let start = position;
  while (start > 0 && WORD_CHARACTER.test(text[start - 1] ?? '')) {
    start -= 1;
    if (position - start > LONGEST_WORD) return characterStart(text, position);
  }
  return characterStart(text, start);
}

/** Shortens a common end to where a word ends. */
function wordEnd(text: string, length: number): number {
  let end = length;
  while (end > 0 && WORD_CHARACTER.test(text.at(-end) ?? '')) {
    end -= 1;
    if (length - end > LONGEST_WORD) return characterEnd(text, length);
  }
  return characterEnd(text, end);
}

/** Goes back from the middle of what is shown as one character: a surrogate pair, an accent. */
function characterStart(text: string, position: number): number {
  let start = position;
  while (start > 0 && isContinued(text, start)) start -= 1;
  return start;
}

function characterEnd(text: string, length: number): number {
  let end = length;
  while (end > 0 && isContinued(text, text.length - end)) end -= 1;
  return end;
}

/** Whether what begins at a position belongs to the character before it. */
function isContinued(text: string, position: number): boolean {
  return /^(?:[\udc00-\udfff]|\p{M}|\u200d)/u.test(text.slice(position, position + 2));
}
