import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { makeQuestions } from './support/item-data.js';
import { FILE } from './support/storages.js';
import { startStudio } from './support/studio.js';

const browser = useBrowser();

const SIZES = [
  { name: 'a wide screen', width: 1280, height: 800 },
  { name: 'a phone', width: 390, height: 800 },
] as const;

async function openQuestions(size: (typeof SIZES)[number]) {
  const storage = await FILE.open();
  const made = await makeQuestions(storage);
  const studio = await startStudio(storage);
  const address = `/datasets/${made.datasetId}`;
  const { page, problems } = await browser.open(studio.at(address), size);
  await page.getByRole('row', { name: 'Select fr' }).waitFor();
  return {
    ...made,
    storage,
    page,
    problems,
    at: (path: string) => `${studio.url}${address}${path}`,
  };
}

async function retype(page: Page, field: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: field, exact: true }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

/** Deletes the item of a row in the draft. */
async function deleteRow(page: Page, name: string): Promise<void> {
  await page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  await page.getByRole('region', { name: 'Selection' }).getByText('Delete').click();
}

async function overlap(one: Locator, other: Locator): Promise<boolean> {
  const [left, right] = [await one.boundingBox(), await other.boundingBox()];
  if (left === null || right === null) throw new Error('One of them is not there.');
  return (
    left.x < right.x + right.width &&
    right.x < left.x + left.width &&
    left.y < right.y + right.height &&
    right.y < left.y + left.height
  );
}

describe.each(SIZES)('the draft on $name', (size) => {
  it('is never covered by notes, nor are the buttons of a dialog', async () => {
    const { page } = await openQuestions(size);
    await deleteRow(page, 'fr');
    const note = page.getByRole('dialog').filter({ hasText: 'The item will be deleted' });
    await note.waitFor();
    const bar = page.getByRole('region', { name: /not committed/ });
    expect(await overlap(note, bar)).toBe(false);
    await deleteRow(page, 'jp');
    await deleteRow(page, 'chat');
    await page.getByText('3 deleted').waitFor();
    await page.getByRole('button', { name: 'Review and commit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Commit as one version' });
    for (const name of ['Commit', 'Not yet', 'Close']) {
      const button = dialog.getByRole('button', { name, exact: true });
      expect(await overlap(note.first(), button), name).toBe(false);
    }
    await dialog.getByRole('button', { name: 'Not yet' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await overlap(note.first(), bar)).toBe(false);
  });

  it('is marked in the rows, and reviewed word by word', async () => {
    const { page, idOf, at, storage, datasetId } = await openQuestions(size);
    await page.goto(at(`/items/${idOf('fr')}`));
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await retype(page, 'Expected output', 'Paris');
    await page.goto(at('/new-items/begin'));
    await retype(page, 'Input', 'What is the capital of Peru?');
    await page.goto(at('/items'));
    await deleteRow(page, 'jp');
    await page.getByText('1 deleted').waitFor();
    const rows = page.getByRole('grid', { name: 'Items' });
    const changed = rows.getByRole('row', { name: 'Changed, not committed' });
    await expect.poll(() => changed.textContent()).toContain('Changed: Paris');
    expect(await changed.textContent()).not.toContain('Lyon');
    const deleted = rows.getByRole('row', { name: 'Deleted, not committed' });
    await expect.poll(() => deleted.textContent()).toContain('Kyoto');
    const struck = page.evaluate(`{
      const cells = [...document.querySelectorAll('[role=gridcell]')];
      getComputedStyle(cells.find(({ textContent }) => textContent === 'Kyoto')).textDecorationLine;
    }`);
    expect(await struck).toBe('line-through');
    const added = page.getByRole('list', { name: 'New items that are not committed' });
    await expect
      .poll(() => added.getByRole('link').allTextContents())
      .toEqual(['What is the capital of Peru?']);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    await page.goto(at('/items?version=1'));
    await page.getByRole('row', { name: 'Select fr' }).waitFor();
    await expect.poll(() => rows.textContent()).toContain('Lyon');
    expect(await page.getByText(', not committed').count()).toBe(0);

    await page.getByRole('button', { name: 'Review and commit' }).click();
    const review = page.getByRole('list', { name: 'Changes' });
    const difference = review.getByRole('textbox', { name: 'Expected output before and after' });
    await expect
      .poll(() => difference.locator('.cm-deletedText').allTextContents())
      .toEqual(['Lyon']);
    await expect
      .poll(() => difference.locator('.cm-changedText').allTextContents())
      .toEqual(['Paris']);
    await expect.poll(() => review.textContent()).toContain('Kyoto');
    await expect.poll(() => review.textContent()).toContain('What is the capital of Peru?');
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    await page.getByRole('button', { name: 'Commit', exact: true }).click();
    await page.getByText('Committed as v2').waitFor();
    expect(await storage.getItemByExternalId({ datasetId, externalId: 'jp' })).toBeNull();
  });

  it('stands at the bottom of every screen', async () => {
    const { page, idOf, at } = await openQuestions(size);
    await deleteRow(page, 'fr');
    const bar = page.getByRole('region', { name: /not committed/ });
    await bar.waitFor();
    const screens = [
      ['/items', 'Add item'],
      [`/items/${idOf('fr')}`, 'This item will be deleted'],
      ['/versions', 'First questions'],
      ['/compare', 'v1'],
      ['/import', 'Drop a file here'],
      ['/export', 'CSV'],
    ] as const;
    for (const [path, content] of screens) {
      await page.goto(at(path));
      await bar.waitFor();
      await page.getByRole('main').getByText(content).first().waitFor();
      const box = await bar.boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 0), path).toBe(size.height);
      expect(await scrollsSideways(page)).toBe(false);
    }
  });
});

it('keeps the draft of a dataset that somebody deletes, and says once that it is gone', async () => {
  const [size] = SIZES;
  const { page, problems, idOf, at, storage, datasetId } = await openQuestions(size);
  problems.allow(/404/);
  await page.goto(at(`/items/${idOf('fr')}`));
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await retype(page, 'Expected output', 'Paris');
  await page.getByText('1 changed').waitFor();
  await storage.deleteDataset({ id: datasetId });
  await page.getByRole('button', { name: 'Review and commit' }).click();
  const gone = page.getByRole('alert');
  await gone.getByRole('heading', { name: 'This dataset was deleted' }).waitFor();
  await expect.poll(() => gone.count()).toBe(1);
  expect(await page.getByText('Somebody else').count()).toBe(0);
  expect(await page.getByRole('button', { name: /commit/i }).count()).toBe(0);
  expect(await page.getByRole('navigation', { name: 'Dataset' }).count()).toBe(0);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download changes' }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
  expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject([
    { change: 'update', externalId: 'fr', expectedOutput: 'Paris', splits: ['test'] },
  ]);
  await page.goto(at('/versions'));
  await page.getByRole('heading', { name: 'There is no such dataset' }).waitFor();
  await page.getByRole('alert').getByText('1 changed').waitFor();
  await page.getByRole('link', { name: 'All datasets' }).click();
  await page.getByRole('heading', { name: 'Datasets', exact: true }).waitFor();
});
