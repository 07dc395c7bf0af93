import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DatasetsStorage } from '@mastra-datasets/core';
import { writeXlsx } from 'hucre/xlsx';
import type { Download, Page } from 'playwright-core';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { FILE, STORAGES } from './support/storages.js';
import { startStudio } from './support/studio.js';

const browser = useBrowser();

/** Latin-1 with semicolons, a byte that is no UTF-8, quotes, blank lines and a row that is too long. */
const MESSY = Buffer.from(
  [
    'Nr;Question;Best Answer;topic;note',
    'q1;"Where is the ""Eiffel Tower""?";Paris;land;',
    'q2;Cu\u00e1l es la capital?;Madrid;land;caf\u00e9',
    ';;;;',
    'q3;What; is; too; long; here',
    'q4;"Two\r\nlines";Yes;text;=1+1',
    '',
  ].join('\r\n'),
  'latin1',
);

function choose(page: Page, name: string, content: Buffer | string): Promise<void> {
  const buffer = Buffer.from(content);
  return page
    .getByLabel('Choose a file')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

async function itemsOf(storage: DatasetsStorage, datasetId: string) {
  const { items } = await storage.listItems({
    datasetId,
    order: 'oldest',
    pagination: { page: 0, perPage: false },
  });
  return items.map(({ externalId, input, expectedOutput, context, splits }) => ({
    ...(externalId === undefined ? {} : { externalId }),
    input,
    ...(expectedOutput === undefined ? {} : { expectedOutput }),
    ...(context === undefined ? {} : { context }),
    ...(splits === undefined ? {} : { splits }),
  }));
}

/** The counts that a check shows: `added: 2`. */
async function countsOf(page: Page): Promise<Record<string, number>> {
  const panel = page.getByRole('region', { name: 'What would change' });
  await panel.locator('dl').waitFor();
  const numbers = await panel.locator('dd').allInnerTexts();
  const names = await panel.locator('dt').allInnerTexts();
  return Object.fromEntries(
    names.map((name, index) => [name, Number(numbers[index]?.replaceAll(',', ''))]),
  );
}

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}

describe.each(STORAGES)('an import on $name', (kind) => {
  it('takes a messy table: shows its columns and what would change, then makes one version', async () => {
    const storage = await kind.open();
    const { id } = await storage.createDataset({ name: 'Messy' });
    await storage.addItem({ datasetId: id, externalId: 'q1', input: 'Old', expectedOutput: 'Old' });
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at(`/datasets/${id}/import`));
    await choose(page, 'messy.csv', MESSY);

    // What is wrong is said with a way out of it, one after the other.
    await page
      .getByRole('alert')
      .getByText(/this is not utf-8/)
      .waitFor();
    await page.getByRole('button', { name: 'Read it as windows-1252' }).click();
    await page
      .getByRole('alert')
      .getByText(/The whole line is one name/)
      .waitFor();
    await page.getByRole('button', { name: 'Read ; as what separates cells' }).click();

    const input = page.getByRole('group', { name: 'Input', exact: true });
    await input.getByText('Question', { exact: true }).waitFor();
    await page
      .getByRole('group', { name: 'Expected output' })
      .getByText('Best Answer', { exact: true })
      .waitFor();
    await expect.poll(() => countsOf(page)).toMatchObject({ added: 3, updated: 0, 'left out': 1 });

    // By keys: the number is the external id.
    await page.getByLabel('Nr goes to').selectOption('External id');
    await page.getByText('ITEM_EXISTS').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Replace the items that are there' }).click();
    await expect
      .poll(() => countsOf(page))
      .toEqual({ added: 2, updated: 1, deleted: 0, unchanged: 0, 'left out': 1 });
    // By dragging: the note is left out.
    await page
      .getByRole('listitem')
      .filter({ has: page.getByLabel('note goes to') })
      .dragTo(page.getByRole('group', { name: 'Left out' }));
    await expect.poll(() => page.getByLabel('note goes to').inputValue()).toBe('left out');
    await page.getByText('line 6: 6 cells').waitFor({ state: 'detached' });
    expect(await storage.getItemByExternalId({ datasetId: id, externalId: 'q4' })).toBeNull();
    const start = page.getByRole('button', { name: 'Import 3 items' });
    // Until the preview is there it cannot be pressed, and looks so.
    await expect.poll(() => start.isEnabled()).toBe(true);
    expect(await accessibilityProblems(page)).toEqual([]);

    await page.getByLabel('Author').fill('Ada');
    await start.click();
    await page.getByRole('heading', { name: 'Imported as v2' }).waitFor();
    await page.getByText('2 added, 1 updated; 1 left out.').waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the rows left out' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('messy.csv.rejects.jsonl');
    expect(JSON.parse(await textOf(download))).toEqual({
      place: 'line 5',
      code: 'INPUT_REFUSED',
      reason: '6 cells in place of 5',
      row: ['q3', 'What', ' is', ' too', ' long', ' here'],
    });
    expect(await itemsOf(storage, id)).toEqual([
      {
        externalId: 'q1',
        input: 'Where is the "Eiffel Tower"?',
        expectedOutput: 'Paris',
        context: { topic: 'land' },
      },
      {
        externalId: 'q2',
        input: 'Cuál es la capital?',
        expectedOutput: 'Madrid',
        context: { topic: 'land' },
      },
      {
        externalId: 'q4',
        input: 'Two\r\nlines',
        expectedOutput: 'Yes',
        context: { topic: 'text' },
      },
    ]);
    const { versions } = await storage.listVersions({
      datasetId: id,
      pagination: { page: 0, perPage: 1 },
    });
    expect(versions[0]).toMatchObject({
      number: 2,
      author: 'Ada',
      message: 'Import of messy.csv',
      added: 2,
      updated: 1,
    });

    // The next file of this shape needs none of it.
    await page.getByRole('button', { name: 'Import another file' }).click();
    await choose(page, 'messy.csv', MESSY);
    await expect.poll(() => page.getByLabel('Nr goes to').inputValue()).toBe('externalId');
    await expect.poll(() => page.getByLabel('note goes to').inputValue()).toBe('left out');
  });
});

it.each([
  ['light', 1280],
  ['dark', 390],
] as const)('shows a file in %s at %i pixels', async (theme, width) => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Looks' });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${id}/import`), { theme, width });
  await page.getByText('Drop a file here').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
  await choose(page, 'a.csv', 'id,question,answer,topic\n1,Why?,So,x\n2,How?,Thus,y\n3\n');
  await expect.poll(() => countsOf(page)).toMatchObject({ added: 2, 'left out': 1 });
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
});

const TABLE = 'question,answer\nWhy?,So\n';

/** `Why?` and `So` in every format, made by other programs. */
const FORMATS: readonly (readonly [name: string, content: Buffer | string])[] = [
  ['a.csv', TABLE],
  ['a.tsv', TABLE.replaceAll(',', '\t')],
  ['a.json', '{"data": [{"question": "Why?", "answer": "So"}]}'],
  ['a.jsonl', '{"question": "Why?", "answer": "So"}\n'],
  ['a.yaml', '- question: Why?\n  answer: So\n'],
  [
    'a.parquet',
    Buffer.from(
      'UEFSMRUGFRQVGFwVAhUAFQIVABUEFQAAAAMBCBwEAAAAV2h5PxUGFRAVFFwVAhUAFQIVABUEFQAAAAMBBhQCAAAAU28VBBk8SARyb290FQQAFQwlAhgIcXVlc3Rpb24lAAAVDCUCGAZhbnN3ZXIlAAAWAhkcGSwmCBwVDBkVABkYCHF1ZXN0aW9uFQIWAhY+FkImCDw2ACgEV2h5PxgEV2h5PwAZHBUGFQAVAgAAACZKHBUMGRUAGRgGYW5zd2VyFQIWAhY6Fj4mSjw2ACgCU28YAlNvABkcFQYVABUCAAAAFngWAjaAAQAoCWh5cGFycXVldBksHAAAHAAAALkAAABQQVIx',
      'base64',
    ),
  ],
  ['a.csv.gz', Buffer.concat([gzipSync(TABLE.slice(0, 16)), gzipSync(TABLE.slice(16))])],
  [
    'a.csv.bz2',
    Buffer.from(
      'QlpoOTFBWSZTWdWj+68AAAhbgAAQAAQAAIiAImG+oCAAMU0yMTExCmg0aZB+qQ9nFVA0NEdbkoBD4u5IpwoSGrR/deA=',
      'base64',
    ),
  ],
  ['a.csv.zst', Buffer.from('KLUv/QRYwQAAcXVlc3Rpb24sYW5zd2VyCldoeT8sU28Kl+LVqQ==', 'base64')],
  [
    'a.zip',
    Buffer.from(
      'UEsDBBQAAAAIAGGte13pIsImGgAAABgAAAAJAAAAY2FzZXMuY3N2KyxNLS7JzM/TScwrLk8t4grPqLTXCc7nAgBQSwMEFAAAAAgAYa17XYMW3IwDAAAAAQAAABQAAABfX01BQ09TWC8uX2Nhc2VzLmNzdqsAAFBLAQIUAxQAAAAIAGGte13pIsImGgAAABgAAAAJAAAAAAAAAAAAAACAAQAAAABjYXNlcy5jc3ZQSwECFAMUAAAACABhrXtdgxbcjAMAAAABAAAAFAAAAAAAAAAAAAAAgAFBAAAAX19NQUNPU1gvLl9jYXNlcy5jc3ZQSwUGAAAAAAIAAgB5AAAAdgAAAAAA',
      'base64',
    ),
  ],
];

it('reads every format', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Formats' });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${id}/import`));
  const rows = [
    ['question', 'answer'],
    ['Why?', 'So'],
  ];
  const workbook = Buffer.from(await writeXlsx({ sheets: [{ name: 'Cases', rows }] }));
  for (const [name, content] of [...FORMATS, ['a.xlsx', workbook] as const]) {
    await choose(page, name, content);
    const row = page.getByRole('region', { name: 'Items' }).getByRole('row').nth(1);
    await row.getByRole('cell', { name: 'Why?', exact: true }).waitFor();
    await expect
      .poll(() => row.getByRole('cell').allInnerTexts(), { message: name })
      .toEqual(['Why?', 'So']);
    await expect
      .poll(() => countsOf(page), { message: name })
      .toMatchObject({ added: 1, 'left out': 0 });
    await page.getByRole('button', { name: 'Another file' }).click();
  }
});

it('imports 50,000 rows, with hostile ones shown as text', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Many' });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${id}/import`));
  const hostile = ['<img src=x onerror=alert(1)>', '\u202egnp.exe', '=HYPERLINK("http://x")'];
  const lines = Array.from({ length: 50_000 }, (_, index) =>
    JSON.stringify({
      id: `row-${index}`,
      '<b>question</b>': index,
      question: hostile[index] ?? 'a?',
    }),
  );
  await choose(page, '<i>many</i>.jsonl', lines.join('\n'));
  await page.getByRole('cell', { name: '<img src=x onerror=alert(1)>' }).waitFor();
  await expect.poll(() => countsOf(page)).toMatchObject({ added: 50_000, 'left out': 0 });
  expect(await page.locator('main img, main i, main b').count()).toBe(0);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: 'Imported as v1' }).waitFor();
  expect(
    await storage.getItemByExternalId({ datasetId: id, externalId: 'row-49999' }),
  ).toMatchObject({
    input: 'a?',
    context: { '<b>question</b>': 49_999 },
  });
});

describe('an import that others get in the way of', () => {
  async function prepared() {
    const storage = await FILE.open();
    const { id } = await storage.createDataset({ name: 'Shared' });
    const studio = await startStudio(storage);
    const opened = await browser.open(studio.at(`/datasets/${id}/import`));
    await choose(opened.page, 'a.csv', 'id,question\n1,Why?\n2,How?\n');
    await opened.page.getByRole('button', { name: 'Import 2 items' }).waitFor();
    return { storage, id, studio, ...opened };
  }

  it('says so when somebody was faster, and what would change now', async () => {
    const { storage, id, page, problems } = await prepared();
    problems.allow(/412/);
    await storage.addItem({ datasetId: id, externalId: '1', input: 'Faster' });
    await page.getByRole('button', { name: 'Import 2 items' }).click();
    await page.getByText('Somebody changed the dataset meanwhile').waitFor();
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByRole('button', { name: 'Import 1 item', exact: true }).waitFor();
    await expect.poll(() => countsOf(page)).toMatchObject({ added: 1, 'left out': 1 });
  });

  it('finds the version that was made though the answer was lost', async () => {
    const { storage, id, page, problems } = await prepared();
    problems.allow(/ERR_FAILED|Failed to load/);
    await page.route('**/imports?*', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole('button', { name: 'Import 2 items' }).click();
    await page.getByRole('heading', { name: 'Imported as v1' }).waitFor();
    expect(await itemsOf(storage, id)).toHaveLength(2);
  });

  it('keeps the file and its columns when the server is gone', async () => {
    const { page, studio, problems } = await prepared();
    problems.allow(/ERR_|Failed to load/);
    await studio.stop();
    await page.getByRole('button', { name: 'Import 2 items' }).click();
    const panel = page.getByRole('region', { name: 'What would change' });
    await panel.getByText('The server does not answer.').waitFor();
    await page.getByText('Your file and its columns are still here').waitFor();
    await expect.poll(() => page.getByLabel('question goes to').inputValue()).toBe('input');
  });
});

it('puts columns by their names where no row says it, and says that there are no rows', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Empty' });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${id}/import`));
  await choose(page, 'head.csv', 'input,expectedOutput,topic\n');
  await page.getByText('The file has no rows.').waitFor();
  await expect.poll(() => page.getByLabel('input goes to').inputValue()).toBe('input');
  await expect
    .poll(() => page.getByLabel('expectedOutput goes to').inputValue())
    .toBe('expectedOutput');
  await expect.poll(() => page.getByLabel('topic goes to').inputValue()).toBe('context');
  await expect.poll(() => countsOf(page)).toMatchObject({ added: 0, 'left out': 0 });

  await page.getByRole('button', { name: 'Another file' }).click();
  await choose(page, 'long.csv', 'question,answer\nWhy?,So,more\n');
  await expect.poll(() => countsOf(page)).toMatchObject({ added: 0, 'left out': 1 });
  await expect.poll(() => page.getByLabel('question goes to').inputValue()).toBe('input');
  await expect.poll(() => page.getByLabel('answer goes to').inputValue()).toBe('expectedOutput');
});

it('keeps the file and its columns while other screens are looked at, until it is imported', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Kept' });
  const { id: other } = await storage.createDataset({ name: 'Other' });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${id}/import`));
  await choose(page, 'a.csv', 'question,note\nWhy?,So\n');
  await page.getByLabel('note goes to').selectOption('expectedOutput');
  await page.getByRole('button', { name: 'Import 1 item' }).waitFor();

  await page.getByRole('link', { name: 'Versions' }).click();
  await page.goBack();
  await page.getByText('a.csv', { exact: true }).waitFor();
  await expect.poll(() => page.getByLabel('note goes to').inputValue()).toBe('expectedOutput');
  await page.getByRole('link', { name: 'Datasets' }).click();
  await page.getByRole('link', { name: 'Other' }).click();
  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await page.getByLabel('Choose a file').waitFor({ state: 'attached' });
  expect(new URL(page.url()).pathname).toBe(`/datasets/${other}/import`);

  await page.goBack();
  await page.goBack();
  await page.goBack();
  await page.getByRole('button', { name: 'Import 1 item' }).click();
  await page.getByRole('heading', { name: 'Imported as v1' }).waitFor();
  await page.getByRole('link', { name: 'Look at the items' }).click();
  await page.getByRole('link', { name: 'Import', exact: true }).click();
  await page.getByLabel('Choose a file').waitFor({ state: 'attached' });
});

it('asks before the page is left with a file that is not imported', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Left' });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${id}/import`));
  await choose(page, 'a.csv', 'question\nWhy?\n');
  await page.getByRole('button', { name: 'Import 1 item' }).waitFor();
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.reload();
  await page.getByLabel('Choose a file').waitFor({ state: 'attached' });
  await page.reload();
  await page.getByLabel('Choose a file').waitFor({ state: 'attached' });
  expect(asked).toEqual(['beforeunload']);
});

it('offers no import to those who may only read', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Kept' });
  const studio = await startStudio(storage, { readOnly: true });
  const { page } = await browser.open(studio.at(`/datasets/${id}/import`));
  await page.getByRole('heading', { name: 'This page is read-only' }).waitFor();
  expect(await page.getByLabel('Choose a file').count()).toBe(0);
  expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).not.toContain(
    'Import',
  );
});
