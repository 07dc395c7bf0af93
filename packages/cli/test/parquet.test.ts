import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetWriteFile } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf } from './support/store.js';

it('bytes that are no UTF-8 are refused with their row, and text without annotation is read', async () => {
  const cwd = await temporaryFolder();
  const text = new TextEncoder();
  parquetWriteFile({
    filename: join(cwd, 'a.parquet'),
    columnData: [
      {
        name: 'input',
        data: [text.encode('é'), Uint8Array.of(0xff, 0xfe), text.encode('\ufeffmark')],
        type: 'BYTE_ARRAY',
      },
    ],
  });
  const refused = await cli(['import', 'a.parquet'], { cwd });
  expect(refused.code).toBe(5);
  expect(refused.stderr).toContain('\n  row 2: input: it holds bytes that are no UTF-8 text\n');
  await cliJson(['import', 'a.parquet', '--rejects', 'r.jsonl'], { cwd });
  expect(await contentOf(cwd, 'a')).toEqual([{ input: 'é' }, { input: '\ufeffmark' }]);
});

it('a file with a page that is broken is refused with its name and rows', async () => {
  const cwd = await temporaryFolder();
  const path = join(cwd, 'a.parquet');
  const data = Array.from({ length: 500 }, (_, index) => `question ${index} ${index * 7}`);
  parquetWriteFile({ filename: path, columnData: [{ name: 'input', data, type: 'STRING' }] });
  const bytes = await readFile(path);
  bytes.fill(0xff, 4, 200);
  await writeFile(path, bytes);
  const { code, stderr } = await cli(['import', 'a.parquet'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error INPUT_UNREADABLE: a\.parquet, rows 1 to 500: /);
});

it('an empty file is called empty', async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'a.parquet'), '');
  const { code, stderr } = await cli(['import', 'a.parquet'], { cwd });
  expect(code).toBe(5);
  expect(stderr).toContain('error INPUT_REFUSED: a.parquet is empty.');
});
