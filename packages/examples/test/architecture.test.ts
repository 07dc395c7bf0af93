import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative, resolve, sep } from 'node:path';
import { lexer, type Token } from 'marked';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from './processes.js';

const versioned = join(repositoryRoot, 'packages/core/src/storage/domains/datasets/versioned');
const docs = join(repositoryRoot, 'docs');

const page = await readFile(join(docs, 'architecture.md'), 'utf8');
const entries = await readdir(versioned, { recursive: true, withFileTypes: true });
const rooms = entries
  .filter((entry) => entry.isDirectory() && entry.parentPath === versioned)
  .map(({ name }) => name);

/** The rows of the tables under the heading that a text begins with, as the text of their cells. */
function rowsUnder(heading: string): string[][] {
  const tokens: Token[] = lexer(page);
  const start = tokens.findIndex((token) => token.raw.startsWith(`## ${heading}`));
  const end = tokens.findIndex((token, index) => index > start && token.type === 'heading');
  return tokens
    .slice(start, end)
    .flatMap((token) => (token.type === 'table' ? token.raw.trim().split('\n') : []))
    .slice(2)
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** What a text has between backticks. */
function codeIn(text = ''): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

/** The rooms that the files of a room import. */
async function importsOf(room: string): Promise<Set<string>> {
  const imported = new Set<string>();
  const files = (await readdir(join(versioned, room))).filter((name) => name.endsWith('.ts'));
  for (const name of files) {
    const source = await readFile(join(versioned, room, name), 'utf8');
    for (const [, path = ''] of source.matchAll(/from '(\.[^']+)'/g)) {
      const [first = ''] = normalize(join(room, dirname(path), '.')).split(sep);
      if (rooms.includes(first) && first !== room) imported.add(first);
    }
  }
  return imported;
}

test('every link of the page leads to something', () => {
  const links = [...page.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);
  expect(links.length).toBeGreaterThan(10);
  for (const link of links) expect(existsSync(join(docs, link)), link).toBe(true);
});

test('every file and folder that the page names is there', () => {
  const named = codeIn(page.replaceAll(/```[^]*?```/g, '')).filter((code) =>
    /^[\w-]+\/[\w./-]*$|^[\w-]+\.ts$/.test(code),
  );
  expect(named.length).toBeGreaterThan(50);
  const places = [
    repositoryRoot,
    versioned,
    dirname(versioned),
    join(repositoryRoot, 'packages/core/src'),
  ];
  for (const path of named) {
    expect(
      places.some((place) => existsSync(join(place, path))),
      path,
    ).toBe(true);
  }
});

test('the page names every package', async () => {
  for (const name of await readdir(join(repositoryRoot, 'packages'))) {
    expect(page).toContain(`(../packages/${name})`);
  }
});

test('the page describes every room, and the rooms that it may import', async () => {
  const described = rowsUnder('The rooms of');
  expect(described.map(([room]) => room).sort()).toEqual(
    rooms.map((name) => `\`${name}/\``).sort(),
  );
  const above: string[] = [];
  for (const [room = '', , allowed] of described) {
    const name = room.slice(1, -2);
    const names = codeIn(allowed).map((path) => path.slice(0, -1));
    // Rooms that import only rooms above them import each other in no circle.
    expect(above, name).toEqual(expect.arrayContaining(names));
    above.push(name);
    expect(names, name).toEqual(expect.arrayContaining([...(await importsOf(name))]));
  }
});

/** The files of a package that each of its files imports, or whose types it uses. */
async function importsByFile(source: string): Promise<Map<string, string[]>> {
  const names = await readdir(source, { recursive: true });
  const files = names.filter((name) => /\.tsx?$/.test(name)).map((name) => join(source, name));
  const imports = new Map<string, string[]>();
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    const imported = [...text.matchAll(/from '(\.[^']+)\.js'/g)].flatMap(([, path = '']) => {
      const place = resolve(dirname(file), path);
      return files.filter((other) => [`${place}.ts`, `${place}.tsx`].includes(other));
    });
    imports.set(file, imported);
  }
  return imports;
}

/** The files of a circle of imports, or none where there is no circle. */
function circleOf(imports: ReadonlyMap<string, string[]>): string[] {
  const finished = new Set<string>();
  const follow = (file: string, way: readonly string[]): string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (finished.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const circle = follow(next, [...way, file]);
      if (circle.length > 0) return circle;
    }
    finished.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = follow(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

test('no imports of a package go round in a circle', async () => {
  for (const name of await readdir(join(repositoryRoot, 'packages'))) {
    const source = join(repositoryRoot, 'packages', name, 'src');
    if (!existsSync(source)) continue;
    const circle = circleOf(await importsByFile(source));
    expect(
      circle.map((file) => relative(source, file)),
      name,
    ).toEqual([]);
  }
});

describe.each(['addItem', 'listItems'])('the way of %s', (method) => {
  const steps = rowsUnder(`The way of \`${method}\``);

  test('leads from the storage to the adapter', () => {
    const files = steps.map(([file]) => file);
    expect(files[0]).toBe('`storage.ts`');
    expect(files).toContain('`adapter/primitives.ts`');
  });

  test.each(steps)('%s: %s', async (file, text) => {
    const source = await readFile(join(versioned, file.slice(1, -1)), 'utf8');
    const [called = ''] = codeIn(text);
    expect(source).toMatch(new RegExp(`\\b${called}(<[^(]*>)?\\(`));
  });
});
