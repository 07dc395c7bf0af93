/** What is wrong with the brackets of a text, and where: in characters from its beginning. */
export interface StructureFlaw {
  readonly reason: string;
  readonly offset: number;
}

/** An element of an array: where its text begins, and where the text ends. */
export interface ElementSpan {
  readonly start: number;
  readonly end: number;
}

interface Container {
  readonly isArray: boolean;
  /** How many keys of the path lead to it; -1 where it is beside the path. */
  readonly depth: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Finds the elements of the array at a path of keys, in JSON that comes in pieces. Looks at brackets,
 * commas and keys only: whether an element is JSON is found out when it is read.
 */
export class ElementFinder {
  /** What is wrong; nothing is found behind it. */
  flaw: StructureFlaw | null = null;
  /** Whether the array has ended. */
  hasEnded = false;
  /** Where the array begins; `null` where it was not found yet. */
  began: number | null = null;
  readonly #path: readonly string[];
  readonly #stack: Container[] = [];
  /** Characters before the present piece. */
  #offset = 0;
  #isInString = false;
  #isEscaped = false;
  /** The text of the string that is read, where it may be a key of the path. */
  #string: string | null = null;
  #key = '';
  #start = 0;
  #isEmpty = true;

  constructor(path: readonly string[]) {
    this.#path = path;
  }

  /** Takes the next piece, and gives the elements that end in it. */
  push(piece: string): ElementSpan[] {
    const found: ElementSpan[] = [];
    for (let at = 0; at < piece.length && this.flaw === null; at += 1) {
      const code = piece.charCodeAt(at);
      if (this.#isInString) this.#readString(code, piece, at);
      else if (!SPACES.has(code)) this.#structure(code, this.#offset + at, found);
    }
    this.#offset += piece.length;
    return found;
  }

  #readString(code: number, piece: string, at: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === BACKSLASH) this.#isEscaped = true;
    else if (code === QUOTE) {
      this.#isInString = false;
      if (this.#string !== null) this.#key = this.#string;
      this.#string = null;
      return;
    }
    if (this.#string !== null) this.#string += piece.charAt(at);
  }

  #structure(code: number, offset: number, found: ElementSpan[]): void {
    const container = this.#stack.at(-1);
    const isInArray =
      !this.hasEnded && container?.isArray === true && container.depth === this.#path.length;
    const character = String.fromCharCode(code);
    if (container === undefined) {
      const begins = character === '{' || character === '[';
      if (this.began !== null || !begins || (this.#path.length === 0 && character === '{')) {
        const isBehind = this.began !== null && this.#stack.length === 0;
        const reason = isBehind ? 'there is more behind the array' : 'this is no array';
        this.flaw = { reason, offset };
        return;
      }
    }
    if (code === QUOTE) {
      this.#isInString = true;
      const isKey = container !== undefined && !container.isArray && container.depth >= 0;
      this.#string = isKey ? '' : null;
      if (isInArray) this.#isEmpty = false;
    } else if (character === '{' || character === '[') {
      if (isInArray) this.#isEmpty = false;
      this.#open(character === '[', container, offset);
    } else if (character === '}' || character === ']') {
      this.#close(character === ']', container, offset, found);
    } else if (isInArray && character === ',') {
      found.push({ start: this.#start, end: offset });
      this.#start = offset + 1;
      this.#isEmpty = true;
    } else if (isInArray) {
      this.#isEmpty = false;
    }
  }

  #open(isArray: boolean, container: Container | undefined, offset: number): void {
    const depth = this.#depthWithin(container);
    this.#stack.push({ isArray, depth });
    if (!isArray || depth !== this.#path.length || this.began !== null) return;
    this.began = offset;
    this.#start = offset + 1;
    this.#isEmpty = true;
  }

  #depthWithin(container: Container | undefined): number {
    if (container === undefined) return 0;
    if (container.isArray || container.depth < 0) return -1;
    return this.#key === this.#path[container.depth] ? container.depth + 1 : -1;
  }

  #close(
    isArray: boolean,
    container: Container | undefined,
    offset: number,
    found: ElementSpan[],
  ): void {
    if (container?.isArray !== isArray) {
      const reason = `${JSON.stringify(isArray ? ']' : '}')} is out of place in JSON`;
      this.flaw = { reason, offset };
      return;
    }
    this.#stack.pop();
    if (!isArray || this.hasEnded || container.depth !== this.#path.length) return;
    const isEmptyArray = this.#isEmpty && this.began === this.#start - 1;
    if (!isEmptyArray) found.push({ start: this.#start, end: offset });
    this.hasEnded = true;
  }
}
