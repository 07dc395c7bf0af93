import { isMap, isScalar, parseDocument, visit } from 'yaml';
import { FilesError } from '../errors.js';
import { hintsOf, type JsonReading } from '../json/read.js';
import { holdsNumber } from '@mastra-datasets/json';
import { findRoot } from './envelope.js';
import { toRow } from './json-lines.js';
import type { Row, RowSource } from './rows.js';

/** How YAML is read. */
export interface YamlOptions {
  readonly reading: JsonReading;
  /** The path of the list of rows; found where it is left out. */
  readonly root?: string | undefined;
}

/**
 * Reads a YAML document: a list of rows, or a mapping that holds one. Throws `INPUT_REFUSED` with
 * line and column where it is no YAML, or holds what JSON cannot.
 */
export function readYaml(file: string, text: string, { reading, root }: YamlOptions): RowSource {
  const document = parseDocument(text);
  const refused = (line: number, column: number, reason: string, cause?: unknown) =>
    new FilesError('INPUT_REFUSED', `${file}, line ${line}, column ${column}: ${reason}.`, {
      hint: 'correct the YAML there',
      details: { line, column },
      cause,
    });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    const [reason = ''] = error.message.split(' at line ');
    throw refused(line, col, `this is no YAML: ${reason}`, error);
  }
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== 'number') return;
      const { source = '' } = node;
      const before = text.slice(0, node.range?.[0] ?? 0).split('\n');
      const place = [before.length, (before.at(-1)?.length ?? 0) + 1] as const;
      if (!Number.isFinite(node.value)) {
        if (reading.nan === 'refuse')
          throw refused(...place, `${source} is no JSON (${hintsOf(reading).nan})`);
        node.value = null;
      } else if (/^-?[\d.]+(?:e[+-]?\d+)?$/i.test(source) && !holdsNumber(source)) {
        const way = hintsOf(reading).bigNumbers;
        if (reading.bigNumbers === 'refuse') {
          throw refused(
            ...place,
            `${source} is a number that JSON in JavaScript cannot hold (${way})`,
          );
        }
        if (reading.bigNumbers === 'text') node.value = source;
      }
    },
    Pair(_key, pair) {
      // Keys of JSON are text: 1 and true stay as they are written.
      if (isScalar(pair.key) && typeof pair.key.value !== 'string') {
        pair.key.value = pair.key.source ?? String(pair.key.value);
      }
    },
  });
  const value: unknown = document.toJS();
  const found = findRoot(file, value, root);
  const rows: unknown = found.path.reduce<unknown>(
    (holder, key) => (holder as Record<string, unknown>)[key],
    value,
  );
  return {
    isText: false,
    ...(isMap(document.contents)
      ? { envelope: { root: found.path.join('.'), values: found.values } }
      : {}),
    rows: rowsOf(Array.isArray(rows) ? rows : []),
  };
}

async function* rowsOf(values: readonly unknown[]): AsyncGenerator<Row, void, undefined> {
  for (const [index, value] of values.entries()) {
    yield await Promise.resolve(toRow(`element ${index + 1}`, value));
  }
}
