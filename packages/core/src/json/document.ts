import { copyJson } from './copy.js';

/**
 * A stored JSON value, held as text or as a plain value, whichever its maker had; the other form is
 * made when asked for. A storage may keep it: callers only ever get copies of the value.
 */
export class JsonDocument {
  #text: string | undefined;
  readonly #value: unknown;
  readonly #hasValue: boolean;

  private constructor(text: string | undefined, hasValue: boolean, value: unknown) {
    this.#text = text;
    this.#hasValue = hasValue;
    this.#value = value;
  }

  /** Wraps JSON text, which is parsed when the value is asked for. */
  static fromText(text: string): JsonDocument {
    return new JsonDocument(text, false, undefined);
  }

  /** Wraps a plain JSON value; nobody may change it afterwards. */
  static fromValue(value: unknown): JsonDocument {
    return new JsonDocument(undefined, true, value);
  }

  /** As {@link fromValue}; `null` and `undefined` mean that there is no document. */
  static fromNullable(value: unknown): JsonDocument | null {
    return value === null || value === undefined ? null : JsonDocument.fromValue(value);
  }

  /** The value as JSON text. */
  get text(): string {
    this.#text ??= JSON.stringify(this.#value);
    return this.#text;
  }

  /** A copy of the value, the caller's own. */
  toValue(): unknown {
    return this.#hasValue ? copyJson(this.#value) : (JSON.parse(this.text) as unknown);
  }
}
