import { readFile, writeFile } from 'node:fs/promises';
import { markdownTable } from 'markdown-table';
import type { Results } from '../results.js';
import { tablesOf } from './tables.js';

const START = '<!-- results:start -->';
const END = '<!-- results:end -->';

/** Puts the tables of a run between the marks of a document. */
export async function updateDocument(path: string, results: Results): Promise<void> {
  const text = await readFile(path, 'utf8');
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start < 0 || end < start) throw new Error(`${path} has no marks for the results.`);
  const head = text.slice(0, start + START.length);
  await writeFile(path, `${head}\n\n${toMarkdown(results)}\n\n${text.slice(end)}`);
}

/** The tables of a run as Markdown. */
function toMarkdown(results: Results): string {
  return tablesOf(results)
    .map(({ title, note, head, rows }) =>
      [
        `### ${title}`,
        ...(note === '' ? [] : [note]),
        markdownTable([[...head], ...rows.map((row) => [...row])]),
      ].join('\n\n'),
    )
    .join('\n\n');
}
