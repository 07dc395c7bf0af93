import { describe, expect, it } from 'vitest';
import { datasetArguments, itemArguments, LIMITS } from '../src/index.js';
import { plainId } from '../src/arguments/plain-id.js';

class Named {
  readonly id = 'a';
}

const inherits = Object.create({ id: 'a' }) as object;
const withoutPrototype = Object.assign(Object.create(null) as object, { id: 'a' });
const failing = {
  get id(): string {
    throw new Error('no');
  },
};

describe('plainId', () => {
  it.each([
    ['a plain object', { id: 'a' }],
    ['an instance', new Named()],
    ['an object without a prototype', withoutPrototype],
    ['the empty id', { id: '' }],
    ['an id that is as long as may be', { id: 'a'.repeat(LIMITS.idLength) }],
    ['an id that is well formed', { id: '😀' }],
  ])('gives the id of %s, as its shape would', (_, argument) => {
    const id = plainId(argument, LIMITS.idLength);
    expect(id).toBe(argument.id);
    expect(itemArguments.byId(argument)).toEqual({ id, version: undefined });
    expect(itemArguments.byId({ id, version: undefined })).toEqual({ id });
    expect(datasetArguments.byId(argument)).toEqual({ id });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'a'],
    ['a list', ['a']],
    ['a list with an id', Object.assign([], { id: 'a' })],
    ['no id', {}],
    ['a number', { id: 1 }],
    ['an id of text as an object', { id: Object('a') as unknown }],
    ['an id that is too long', { id: 'a'.repeat(LIMITS.idLength + 1) }],
    ['a lone surrogate', { id: '\ud800' }],
    ['a NUL character', { id: 'a\0' }],
    ['an unknown key', { id: 'a', versoin: 1 }],
    ['a getter that throws', failing],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no');
          },
        },
      ),
    ],
  ])('leaves %s to the shape, which refuses it', (_, argument) => {
    expect(plainId(argument, LIMITS.idLength)).toBeUndefined();
    for (const { byId } of [itemArguments, datasetArguments]) {
      expect(() => byId(argument)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    }
  });

  it('leaves an argument with a version to the shape', () => {
    expect(plainId({ id: 'a', version: 1 }, LIMITS.idLength)).toBeUndefined();
    expect(itemArguments.byId({ id: 'a', version: 1 })).toEqual({ id: 'a', version: 1 });
  });

  it('reads an inherited id as the shape does', () => {
    expect(plainId(inherits, LIMITS.idLength)).toBe('a');
    expect(itemArguments.byId(inherits)).toEqual({ id: 'a', version: undefined });
  });
});
