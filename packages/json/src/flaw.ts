import { Tokenizer, TokenParser } from '@streamparser/json';
import { bytesOf, textOf } from './utf8.js';

/** What is wrong with a text that is no JSON. */
export interface JsonFlaw {
  readonly reason: string;
  /** The sound part of the text before it. */
  readonly before: string;
}

/** Finds out where a text stops to be JSON, which `JSON.parse` does not always tell. */
export function findJsonFlaw(text: string): JsonFlaw {
  const bytes = bytesOf(text);
  const found: number[] = [];
  let place = 0;
  const parser = new TokenParser();
  parser.onValue = () => undefined;
  parser.onError = () => found.push(place);
  const tokenizer = new Tokenizer();
  tokenizer.onToken = (token) => {
    place = token.offset;
    if (parser.isEnded) found.push(place);
    else if (found.length === 0) parser.write(token);
  };
  tokenizer.onError = ({ message }) => found.push(offsetIn(message) ?? place);
  tokenizer.write(bytes);
  const [offset] = found;
  if (offset === undefined) return { reason: 'the JSON does not end', before: text };
  const before = textOf(bytes.subarray(0, offset));
  const [culprit = ''] = text.slice(before.length);
  if (/[\]}]/.test(culprit) && before.trimEnd().endsWith(',')) {
    return {
      reason: `nothing follows the comma before ${JSON.stringify(culprit)}: take it out`,
      before,
    };
  }
  return { reason: `${JSON.stringify(culprit)} is out of place in JSON`, before };
}

/** The place that an error of the tokenizer names, in bytes. */
function offsetIn(message: string): number | null {
  const [, offset] = /absolute position "(\d+)"/.exec(message) ?? [];
  return offset === undefined ? null : Number(offset);
}
