import { isKnownName } from '../mapping/names.js';
import { aside, at, type Shape } from './shape.js';

/** The letters that name choices. */
const LETTERS = 'ABCDEFGHIJ';

/** The fewest choices of a question. */
const FEWEST_CHOICES = 2;

/**
 * Whether a line of cells is a question with its choices and the letter of the right one, so that it
 * holds no names of columns.
 */
export function looksLikeMultipleChoice(cells: readonly string[]): boolean {
  const choices = cells.slice(1, -1);
  const letter = cells.at(-1)?.trim() ?? '';
  const place = letter.length === 1 ? LETTERS.indexOf(letter) : -1;
  if (choices.length < FEWEST_CHOICES || place < 0 || place >= choices.length) return false;
  const areNames =
    cells.some((cell) => isKnownName(cell)) ||
    choices.some((cell, index) => cell.trim() === LETTERS[index]);
  return !areNames && cells.every((cell) => cell.trim() !== '');
}

/** Questions with choices and a letter in lines without names, as MMLU has them. */
export const MULTIPLE_CHOICE: Shape = {
  name: 'multiple-choice',
  marks: 'lines of a question, its choices and a letter, without names (--no-header)',
  fits: ({ columns, rows }) =>
    columns.length >= FEWEST_CHOICES + 2 &&
    columns.every((column, index) => column === String(index + 1)) &&
    rows.every(
      ({ fields, problem }) =>
        problem !== undefined || looksLikeMultipleChoice(fields.map(([, value]) => String(value))),
    ),
  mayFit: ({ columns }) => columns.length >= FEWEST_CHOICES + 2,
  place: (cells) => {
    const last = cells.length - 1;
    return cells.map(([column, value], index) => {
      if (index === 0) return at(column, 'input', ['question'], value);
      if (index === last) return at(column, 'expectedOutput', [], value);
      if (index > last) return aside(column, value);
      const choices = at(column, 'input', ['choices'], value);
      return { ...choices, target: { ...choices.target, isElement: true } };
    });
  },
};
