/** Stands for the program that is evaluated; it knows one capital. */
export function answer(question) {
  return question.includes('France') ? 'Paris' : 'I do not know.';
}
