import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { DatasetsStorage } from '@mastra-datasets/core';
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
    expect(await countsOf(page)).toMatchObject({ added: 3, updated: 0, 'left out': 1 });

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
    expect(await accessibilityProblems(page)).toEqual([]);

    await page.getByLabel('Author').fill('Ada');
    await page.getByRole('button', { name: 'Import 3 items' }).click();
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
  expect(await countsOf(page)).toMatchObject({ added: 2, 'left out': 1 });
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
});
