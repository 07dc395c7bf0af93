import { describe, expect, it } from 'vitest';
import { openSource } from '../src/formats/source.js';
import { decodeText } from '../src/formats/text.js';
import { fileOf } from './support/file-of.js';

async function* piecesOf(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) {
    yield Promise.resolve(bytes.subarray(at, at + length));
  }
}

async function decode(bytes: Buffer, length: number, encoding?: string): Promise<string> {
  let text = '';
  for await (const piece of decodeText('x', piecesOf(bytes, length), encoding)) text += piece;
  return text;
}

describe('text that is no text', () => {
  const LATER = Buffer.from('日本語\n🙂é\n');

  it.each([1, 2, 3, 4, 5, 7, 100])(
    'is found where it is, in pieces of %i bytes',
    async (length) => {
      const utf8 = Buffer.concat([LATER, Buffer.of(0x78, 0xff, 0x0a)]);
      await expect(decode(utf8, length)).rejects.toThrow('x, line 3, column 2: this is not utf-8.');
      const cut = Buffer.concat([LATER, Buffer.from('日').subarray(0, 2), Buffer.from('x')]);
      await expect(decode(cut, length)).rejects.toThrow('x, line 3, column 1: this is not utf-8.');
      const utf16 = Buffer.from('ab\n🙂\ud800x', 'utf16le');
      await expect(decode(utf16, length, 'utf-16le')).rejects.toThrow('x, line 2, column 3: ');
    },
  );

  it('is found in lines that end in CR, or CRLF across pieces', async () => {
    for (const end of ['\r', '\r\n', '\n']) {
      const bytes = Buffer.concat([Buffer.from(`a${end}bc${end}d`), Buffer.of(0xff)]);
      for (const length of [1, 2, 3, 100]) {
        await expect(decode(bytes, length)).rejects.toThrow('x, line 3, column 2: ');
      }
    }
  });
});

it.each([1, 2, 3])('marks are recognised in pieces of %i bytes', async (length) => {
  const text = '\ufeffquestion é\n';
  expect(await decode(Buffer.from(text), length)).toBe('question é\n');
  expect(await decode(Buffer.from(text, 'utf16le'), length)).toBe('question é\n');
  expect(await decode(Buffer.from(text, 'utf16le').swap16(), length)).toBe('question é\n');
});

describe('a row that never ends', () => {
  /** Text that goes on until nobody reads it any more. */
  function* endless(beginning: string) {
    yield Buffer.from(beginning);
    for (;;) yield Buffer.alloc(65_536, 'x');
  }

  it.each([
    ['jsonl', '{"input": "', 'line 1: it is longer than 16,000,000 characters.'],
    ['json', '[1, {"input": "', 'element 2 is longer than 16,000,000 bytes.'],
    ['csv', 'input\n"', 'line 2, cell 1: the record is longer than 16,000,000 characters'],
  ] as const)('is refused before its end in %s', async (format, beginning, message) => {
    const file = fileOf('-', endless(beginning));
    const source = await openSource(file, { format, header: true, quotes: true });
    const read = async () => {
      let rows = 0;
      for await (const row of source.rows) rows += row.fields.length;
      return rows;
    };
    await expect(read()).rejects.toThrow(message);
  });
});
