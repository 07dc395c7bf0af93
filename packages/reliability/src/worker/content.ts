import type { Change } from '../journal.js';
import type { Random } from '../random.js';

type Addition = Extract<Change, { type: 'add' }>;
type Update = Extract<Change, { type: 'update' }>;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz äöü€\u{1f600}"\\';

/** The longest text of an ordinary item, and of the few large ones. */
const ORDINARY_LENGTH = 200;
const LARGE_LENGTH = 20_000;

/** Text of any length that begins and ends anywhere, even within a character. */
function makeText(random: Random): string {
  const length = random.integer(0, random.happens(0.01) ? LARGE_LENGTH : ORDINARY_LENGTH);
  const start = random.integer(0, LETTERS.length);
  const repetitions = Math.ceil((start + length) / LETTERS.length);
  return LETTERS.repeat(repetitions).slice(start, start + length);
}

/** Makes an item that no other call makes: `token` is in its `input`. */
export function makeAddition(random: Random, externalId: string, token: string): Addition {
  return {
    type: 'add',
    externalId,
    input: { token, text: makeText(random) },
    ...(random.happens(0.7) ? { expectedOutput: random.happens(0.2) ? null : token } : {}),
    ...(random.happens(0.5) ? { context: { token } } : {}),
  };
}

/** Makes a change that no other call makes: it sets `input`, and other fields or not. */
export function makeUpdate(random: Random, id: string, token: string): Update {
  return {
    type: 'update',
    id,
    input: { token, text: makeText(random) },
    ...(random.happens(0.3) ? { expectedOutput: token } : {}),
    ...(random.happens(0.3) ? { context: random.happens(0.5) ? null : { token } } : {}),
  };
}
