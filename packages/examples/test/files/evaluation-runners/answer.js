import process from 'node:process';

/** Stands for the program that is evaluated; it knows one capital. */
export function answer(question) {
  if (question.includes('France')) return 'Paris';
  if (process.env.BROKEN === '1') throw new Error('The program failed.');
  return 'I do not know.';
}
