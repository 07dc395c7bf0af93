import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Reads a positive integer. */
export function parseCount(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a positive integer.');
}

/** Reads an integer that may be zero. */
export function parseLimit(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('It must be an integer, 0 or more.');
}

/** Collects the values of an option that may come several times. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

/** Reads JSON. The value is boxed, as the parser of options takes a bare `null` for empty text. */
export function parseJsonOption(text: string): { readonly value: unknown } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError(`It is no JSON: ${reason}.`);
  }
}

/** Reads what separates cells, which may be a tab as programmers write it. */
export function parseDelimiter(text: string): string {
  const delimiter = text.replaceAll(String.raw`\t`, '\t');
  if (delimiter !== '' && !/["\r\n]/.test(delimiter)) return delimiter;
  throw new InvalidArgumentError('It must be a character other than quotes and line breaks.');
}
