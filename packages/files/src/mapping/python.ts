/** Thrown where a text is no literal of Python. */
class NoLiteral extends Error {}

/** What Python calls the values that JSON has too; `nan` has none but `null`. */
const NAMES: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['None', null],
  ['nan', null],
  ['True', true],
  ['False', false],
]);

/** Characters that Python writes with a backslash. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['a', '\u0007'],
  ['\n', ''],
]);

/**
 * Reads a list, tuple or dict of Python, or `None`, `True`, `False` and `nan`, as `repr` writes them
 * (https://docs.python.org/3/reference/lexical_analysis.html#literals). Any other text, also a number,
 * is given back as it is; so is a list that holds a number which a double cannot hold.
 */
export function readPython(text: string): unknown {
  const trimmed = text.trim();
  if (NAMES.has(trimmed)) return NAMES.get(trimmed);
  return readPythonContainer(text);
}

/** As {@link readPython}, for lists, tuples and dicts alone. */
export function readPythonContainer(text: string): unknown {
  if (!/^\s*[[({]/.test(text)) return text;
  try {
    return new Literal(text).read();
  } catch (error) {
    if (error instanceof NoLiteral) return text;
    throw error;
  }
}

class Literal {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    const value = this.#value();
    this.#skipSpaces();
    if (this.#at < this.#text.length) throw new NoLiteral();
    return value;
  }

  #value(): unknown {
    this.#skipSpaces();
    const next = this.#text[this.#at];
    if (next === '[') return this.#list(']');
    if (next === '(') return this.#list(')');
    if (next === '{') return this.#dict();
    const string = this.#match(/[bru]{0,2}(?=['"])/iy);
    if (string !== null) return this.#string(string.toLowerCase());
    const number = this.#match(/-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w.])/iy);
    if (number !== null) return numberOf(number);
    const name = this.#match(/[A-Za-z]+/y);
    if (name === null || !NAMES.has(name)) throw new NoLiteral();
    return NAMES.get(name);
  }

  #list(end: string): unknown[] {
    const values: unknown[] = [];
    this.#at += 1;
    while (!this.#ends(end)) {
      values.push(this.#value());
      if (!this.#takes(',') && this.#peek() !== end) throw new NoLiteral();
    }
    return values;
  }

  #dict(): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#at += 1;
    while (!this.#ends('}')) {
      const key = this.#value();
      const isName = typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean';
      if (!isName || !this.#takes(':')) throw new NoLiteral();
      entries.push([String(key), this.#value()]);
      if (!this.#takes(',') && this.#peek() !== '}') throw new NoLiteral();
    }
    return Object.fromEntries(entries);
  }

  #string(prefix: string): string {
    if (prefix.includes('b')) throw new NoLiteral();
    const quote = this.#text[this.#at] ?? '';
    this.#at += 1;
    let value = '';
    for (;;) {
      const character = this.#text[this.#at];
      this.#at += 1;
      if (character === undefined) throw new NoLiteral();
      if (character === quote) return value;
      value += character === '\\' && !prefix.includes('r') ? this.#escape() : character;
    }
  }

  #escape(): string {
    const code = this.#match(/x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}/y);
    if (code !== null) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    const character = this.#text[this.#at] ?? '';
    this.#at += 1;
    if (/['"\\]/.test(character)) return character;
    const escaped = ESCAPES.get(character);
    // Python keeps a backslash that means nothing.
    return escaped ?? `\\${character}`;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at += found[0].length;
    return found[0];
  }

  #skipSpaces(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #peek(): string | undefined {
    this.#skipSpaces();
    return this.#text[this.#at];
  }

  #takes(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  #ends(character: string): boolean {
    return this.#takes(character);
  }
}

function numberOf(text: string): number {
  const number = Number(text);
  const isExact =
    Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
  if (!isExact) throw new NoLiteral();
  return number;
}
