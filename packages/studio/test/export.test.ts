import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { openSource } from '@mastra-datasets/files';
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { FILE, STORAGES } from './support/storages.js';
import { startStudio } from './support/studio.js';

const browser = useBrowser();

/** Text that spreadsheets would run, that a page would show as something else, and that needs quotes. */
const HOSTILE = '=1+1,"<img src=x onerror=alert(1)>"\n\u202eevil';

/** Takes what the browser offers for writing files away, so that it downloads them. */
async function withoutPicker(page: Page): Promise<void> {
  await page.evaluate('delete window.showSaveFilePicker');
}

async function exportedBytes(page: Page): Promise<{ name: string; bytes: Buffer }> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

async function exported(page: Page): Promise<{ name: string; text: string }> {
  const { name, bytes } = await exportedBytes(page);
  return { name, text: bytes.toString() };
}

/** The rows of a Parquet file, as an import reads them, without what is absent. */
async function rowsOfParquet(bytes: Buffer): Promise<Record<string, unknown>[]> {
  const { buffer } = new Uint8Array(bytes);
  const unused = () => Promise.reject(new Error('Parquet is read anywhere'));
  const source = await openSource(
    {
      name: 'a.parquet',
      isStream: false,
      open: unused,
      openArchive: unused,
      openAnywhere: () =>
        Promise.resolve({
          byteLength: buffer.byteLength,
          slice: (start, end) => buffer.slice(start, end),
        }),
    },
    { quotes: true },
  );
  const rows: Record<string, unknown>[] = [];
  for await (const { fields } of source.rows) {
    const present = fields.filter(([, value]) => value !== undefined && value !== null);
    rows.push(Object.fromEntries(present));
  }
  return rows;
}

describe.each(STORAGES)('an export from $name', (kind) => {
  it('has what the address names, in each format', async () => {
    const storage = await kind.open();
    const { id } = await storage.createDataset({ name: 'Capitals' });
    await storage.importItems({
      datasetId: id,
      items: [
        { externalId: 'fr', input: 'France?', expectedOutput: 'Paris', splits: ['test'] },
        { externalId: 'x', input: HOSTILE, context: { n: 1 }, splits: ['test', 'train'] },
        { externalId: 'jp', input: 'Japan?', expectedOutput: 'Tokyo' },
      ],
    });
    await storage.addItem({ datasetId: id, input: 'Later', splits: ['test'] });
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at(`/datasets/${id}/export?version=1&splits=test`));
    await withoutPicker(page);
    await page.getByText('2 items, oldest first').waitFor();
    const lines = [
      { externalId: 'fr', input: 'France?', expectedOutput: 'Paris', splits: ['test'] },
      { externalId: 'x', input: HOSTILE, context: { n: 1 }, splits: ['test', 'train'] },
    ].map((item) => JSON.stringify(item));
    expect(await exported(page)).toEqual({
      name: 'Capitals-v1.jsonl',
      text: `${lines.join('\n')}\n`,
    });
    await page.getByRole('radio', { name: /One list/ }).check();
    expect(await exported(page)).toEqual({
      name: 'Capitals-v1.json',
      text: `[\n${lines.join(',\n')}\n]\n`,
    });
    await page.getByRole('radio', { name: /for spreadsheets/ }).check();
    const cell = `"${HOSTILE.replaceAll('"', '""')}"`;
    const table = (hostile: string) =>
      `externalId,input,expectedOutput,context.n:json,splits\nfr,France?,Paris,,test\nx,${hostile},,1,test;train\n`;
    expect(await exported(page)).toEqual({ name: 'Capitals-v1.csv', text: table(cell) });
    await page.getByLabel(/Escape cells/).check();
    expect((await exported(page)).text).toBe(table(cell.replace('"=', `"'=`)));
    await page.getByLabel(/^Compress the file/).check();
    const packed = await exportedBytes(page);
    expect(packed.name).toBe('Capitals-v1.csv.gz');
    expect(gunzipSync(packed.bytes).toString()).toBe(table(cell.replace('"=', `"'=`)));
    await page.getByRole('radio', { name: /for data tools/ }).check();
    const parquet = await exportedBytes(page);
    expect(parquet.name).toBe('Capitals-v1.parquet');
    expect(await rowsOfParquet(parquet.bytes)).toEqual([
      { externalId: 'fr', input: 'France?', expectedOutput: 'Paris', 'splits:json': '["test"]' },
      { externalId: 'x', input: HOSTILE, 'context.n:json': '1', 'splits:json': '["test","train"]' },
    ]);
    await page.getByRole('radio', { name: /for spreadsheets/ }).check();
    await page.getByRole('button', { name: 'All items' }).click();
    await page.getByText('3 items, oldest first').waitFor();
    expect(page.url()).toBe(`${studio.url}/datasets/${id}/export?version=1&format=csv`);
  });
});

it('is led to by the items that are shown', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Capitals' });
  const items = ['France?', 'Japan?', 'French Guiana?'].map((input) => ({
    input,
    splits: ['test'],
  }));
  await storage.addItems({ datasetId: id, items });
  await storage.addItem({ datasetId: id, input: 'French Polynesia?', splits: ['test'] });
  const studio = await startStudio(storage);
  const conditions = 'version=1&search=fr&splits=test';
  const { page } = await browser.open(studio.at(`/datasets/${id}/items?${conditions}`));
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByText('2 items, newest first').waitFor();
  expect(page.url()).toBe(`${studio.url}/datasets/${id}/export?${conditions}&order=newest`);
  await withoutPicker(page);
  const inputs = (text: string) =>
    [...text.matchAll(/"input":"([^"]*)"/g)].map(([, input]) => input);
  expect(inputs((await exported(page)).text)).toEqual(['French Guiana?', 'France?']);
  await page.getByLabel('Order').selectOption('Oldest first');
  await page.getByText('2 items, oldest first').waitFor();
  expect(inputs((await exported(page)).text)).toEqual(['France?', 'French Guiana?']);
});

it('writes bit by bit to a file that its user chose', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Long' });
  await storage.importItems({
    datasetId: id,
    items: Array.from({ length: 2_000 }, (_, index) => ({
      input: `${index} ${'x'.repeat(1_000)}`,
    })),
  });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${id}/export`));
  // The origin's own files stand for those of a disk, which needs somebody who chooses.
  await page.evaluate(`window.showSaveFilePicker = async ({ suggestedName }) => {
    const root = await navigator.storage.getDirectory();
    return root.getFileHandle(suggestedName, { create: true });
  }`);
  await page.getByText('2,000 items, oldest first').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('Exported 2,000 items to Long.jsonl').waitFor();
  const text = await page.evaluate<string>(`navigator.storage.getDirectory()
    .then((root) => root.getFileHandle('Long.jsonl'))
    .then((handle) => handle.getFile())
    .then((file) => file.text())`);
  expect(text.split('\n')).toHaveLength(2_001);
  expect(JSON.parse(text.split('\n')[1_999] ?? '')).toEqual({ input: `1999 ${'x'.repeat(1_000)}` });
});

it.each([
  ['light', 1280],
  ['dark', 390],
] as const)('shows what is exported in %s at %i pixels', async (theme, width) => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: HOSTILE });
  const studio = await startStudio(storage);
  const address = `/datasets/${id}/export?format=csv&search=${encodeURIComponent(HOSTILE)}`;
  const { page } = await browser.open(studio.at(address), { theme, width });
  await page.getByText('0 items, oldest first').waitFor();
  await page.getByText(/text: =1\+1/).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
});

it('says that a filter of the address is none', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Capitals' });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${id}/export?where={`));
  await page
    .getByRole('alert')
    .getByText(/The filter of the address is no JSON/)
    .waitFor();
  await expect
    .poll(() => page.getByRole('button', { name: 'Export', exact: true }).isDisabled())
    .toBe(true);
});
