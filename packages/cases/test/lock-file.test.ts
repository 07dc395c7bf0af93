import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  formatLockFile,
  hasConflict,
  lockFileJsonSchema,
  parseLockFile,
  sidesOfConflict,
  type LockEntry,
} from '../src/index.js';

const ENTRY: LockEntry = {
  datasetId: 'd1',
  version: '2026-11-01T10:00:00.000Z',
  versionNumber: 3,
  digest: 'a'.repeat(64),
  itemCount: 40,
};

describe('the lock file', () => {
  it('comes back as it was written, sorted by name and with its fields in order', () => {
    const full: LockEntry = {
      file: 'cases/b.jsonl',
      selection: { sample: { fraction: 0.5, seed: 'x' }, splits: ['test'], where: { input: 1 } },
      follows: 'baseline',
      ...ENTRY,
    };
    const given = [
      ['b', full],
      ['a', ENTRY],
      ['é', ENTRY],
    ] as const;
    const text = formatLockFile({ entries: new Map(given) });
    expect(text).toBe(formatLockFile({ entries: new Map(given.toReversed()) }));
    const { entries } = parseLockFile(text);
    expect([...entries.keys()]).toEqual(['a', 'b', 'é']);
    expect(entries.get('b')).toStrictEqual(full);
    expect(Object.keys(entries.get('b') ?? {})).toEqual([
      'datasetId',
      'version',
      'versionNumber',
      'digest',
      'itemCount',
      'follows',
      'selection',
      'file',
    ]);
    expect(formatLockFile({ entries })).toBe(text);
  });

  it('keeps where its schema is, before all else', () => {
    const $schema = './node_modules/@mastra-datasets/cases/datasets-lock.schema.json';
    const text = formatLockFile({ entries: new Map([['a', ENTRY]]), $schema });
    expect(text).toMatch(/^\{\n {2}"\$schema": /);
    expect(formatLockFile(parseLockFile(text))).toBe(text);
  });

  it('takes names and queries that objects have members of', () => {
    const where = JSON.parse('{"__proto__":1,"constructor":2}') as Record<string, unknown>;
    const entry = { ...ENTRY, selection: { where } };
    const names = ['__proto__', 'constructor', 'toString', '10'];
    const entries = new Map(names.map((name) => [name, entry]));
    const text = formatLockFile({ entries });
    const parsed = parseLockFile(text).entries;
    expect(new Set(parsed.keys())).toEqual(new Set(names));
    expect(JSON.stringify(parsed.get('__proto__'))).toBe(JSON.stringify(entry));
    expect(formatLockFile({ entries: parsed })).toBe(text);
  });

  it.each([
    ['no JSON', '{', 'JSON'],
    ['another version', '{"lockfileVersion":2,"datasets":{}}', 'lockfileVersion'],
    [
      'an unknown field',
      JSON.stringify({ lockfileVersion: 1, datasets: { a: { ...ENTRY, url: 'x' } } }),
      'url',
    ],
    [
      'a short digest',
      JSON.stringify({ lockfileVersion: 1, datasets: { a: { ...ENTRY, digest: 'ab' } } }),
      'datasets.a.digest',
    ],
    ['a list of datasets', '{"lockfileVersion":1,"datasets":[]}', 'expected an object'],
    ['a conflict', '<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n', 'lock --update'],
  ])('is refused where it has %s', (_, text, reason) => {
    expect(() => parseLockFile(text)).toThrow(
      expect.objectContaining({
        code: 'LOCK_FILE_INVALID',
        message: expect.stringContaining(reason) as string,
      }),
    );
  });

  it('has the schema that is published', async () => {
    const file = new URL('../datasets-lock.schema.json', import.meta.url);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(lockFileJsonSchema());
  });
});

describe('a conflict of git', () => {
  const text = [
    'a',
    '<<<<<<< HEAD',
    'b',
    '||||||| base',
    'c',
    '=======',
    'd',
    '>>>>>>> other',
    'e',
  ];

  it('has the text of each branch', () => {
    for (const end of ['\n', '\r\n']) {
      expect(sidesOfConflict(text.join(end))).toEqual(['a\nb\ne', 'a\nd\ne']);
    }
    expect(hasConflict(text.join('\n'))).toBe(true);
  });

  it('is nowhere in a text without its marks', () => {
    expect(hasConflict('a\n=======\nb <<<<<<< HEAD\n')).toBe(false);
    expect(sidesOfConflict('a\n=======\nb')).toEqual(['a\n=======\nb', 'a\n=======\nb']);
  });
});
