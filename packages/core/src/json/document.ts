import { DatasetsError } from '../errors.js';
import { copyJson } from './copy.js';

/** Takes a value out of a larger one that it is a part of. */
export type PickPart = (whole: unknown) => unknown;

/** What a document holds: its text, a value to copy, or a part that is yet to be given away or was. */
type State = 'text' | 'value' | 'fresh part' | 'given part';

/**
 * A stored JSON value, held as text or as a plain value, whichever its maker had; the other form is
 * made when asked for. A storage may keep it: callers only ever get copies of the value.
 */
export class JsonDocument {
  #state: State;
  #value: unknown;
  /** The value's own text, once it is known. */
  #text: string | undefined;
  readonly #whole: string;
  readonly #pick: PickPart | undefined;

  private constructor(
    state: State,
    value: unknown,
    text: string | undefined,
    whole = '',
    pick?: PickPart,
  ) {
    this.#state = state;
    this.#value = value;
    this.#text = text;
    this.#whole = whole;
    this.#pick = pick;
  }

  /** Wraps JSON text, which is parsed when the value is asked for. */
  static fromText(text: string): JsonDocument {
    return new JsonDocument('text', undefined, text);
  }

  /** Wraps a plain JSON value; nobody may change it afterwards. */
  static fromValue(value: unknown): JsonDocument {
    return new JsonDocument('value', value, undefined);
  }

  /** As {@link fromValue}; `null` and `undefined` mean that there is no document. */
  static fromNullable(value: unknown): JsonDocument | null {
    return value === null || value === undefined ? null : JsonDocument.fromValue(value);
  }

  /**
   * Wraps a part of a JSON text that was just parsed as a whole. Its maker may not keep the value,
   * for who asks first is given it uncopied; for those who ask later the whole is parsed again.
   */
  static fromPart(value: unknown, whole: string, pick: PickPart): JsonDocument {
    return new JsonDocument('fresh part', value, undefined, whole, pick);
  }

  /** The value as JSON text. */
  get text(): string {
    this.#text ??= JSON.stringify(this.#state === 'given part' ? this.#parsePart() : this.#value);
    return this.#text;
  }

  /** A copy of the value, the caller's own. Throws `STORAGE_FAILED` for text that is no JSON. */
  toValue(): unknown {
    switch (this.#state) {
      case 'text':
        return parseStored(this.text);
      case 'value':
        return copyJson(this.#value);
      case 'fresh part': {
        const value = this.#value;
        this.#state = 'given part';
        this.#value = undefined;
        return value;
      }
      case 'given part':
        return this.#parsePart();
    }
  }

  #parsePart(): unknown {
    return this.#pick?.(JSON.parse(this.#whole));
  }
}

function parseStored(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = 'a stored value is no JSON';
    throw new DatasetsError(
      'STORAGE_FAILED',
      `The storage is damaged: ${reason}. Find out which with verify(), and restore a backup.`,
      { details: { reason }, cause: error },
    );
  }
}
