import { describe, expect, it } from 'vitest';
import { JsonDocument } from '../src/json/document.js';

const pickFirst = (whole: unknown) => (whole as unknown[])[0];
const json = '{"b":[1,{"deep":null}],"a":"text"}';
const value = JSON.parse(json) as unknown;

function part(): JsonDocument {
  const whole = `[${json},2]`;
  return JsonDocument.fromPart(pickFirst(JSON.parse(whole)), whole, pickFirst);
}

describe.each<[string, () => JsonDocument]>([
  ['from text', () => JsonDocument.fromText(json)],
  ['from a value', () => JsonDocument.fromValue(value)],
  ['from a part', part],
])('a document %s', (_, create) => {
  it('gives everybody a copy of their own', () => {
    const document = create();
    const [first, second, third] = [document.toValue(), document.toValue(), document.toValue()];
    expect(first).toEqual(value);
    Reflect.set(first as object, 'a', 'changed');
    expect(second).toEqual(value);
    expect(third).toEqual(value);
    expect(new Set([first, second, third, value]).size).toBe(4);
  });

  it('gives its text before and after its value', () => {
    const document = create();
    expect(create().text).toBe(json);
    Reflect.set(document.toValue() as object, 'a', 'changed');
    expect(document.text).toBe(json);
    expect(document.toValue()).toEqual(value);
  });
});
