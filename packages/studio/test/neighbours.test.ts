import type { VersionedDatasetsStorage } from '@mastra-datasets/core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser, type PageOptions } from './support/browser.js';
import { FILE, STORAGES } from './support/storages.js';
import { startStudio } from './support/studio.js';

const browser = useBrowser();

async function openNumbers(
  storage: VersionedDatasetsStorage,
  query: string,
  options?: PageOptions,
) {
  await storage.createDataset({ id: 'numbers', name: 'Numbers' });
  const items = Array.from({ length: 400 }, (_, index) => ({
    externalId: `n${index + 1}`,
    input: `number ${index + 1}`,
    splits: [index % 2 === 0 ? 'odd' : 'even'],
  }));
  await storage.addItems({ datasetId: 'numbers', items });
  const studio = await startStudio(storage);
  const opened = await browser.open(studio.at(`/datasets/numbers/items${query}`), options);
  await opened.page.getByRole('grid').waitFor();
  return { ...opened, studio };
}

function shows(page: Page, name: string): Promise<void> {
  return page.getByRole('heading', { name, exact: true }).waitFor();
}

/** The row that keys move from. */
async function activeRow(page: Page): Promise<string> {
  const row = await page.getByRole('grid').getAttribute('aria-activedescendant');
  return row === null ? '' : page.locator(`[id="${row}"]`).innerText();
}

describe.each(STORAGES)('an item of a list on $name', (kind) => {
  it('is followed by the others in their order, by keys, also beyond the rows that were seen', async () => {
    const { page, studio } = await openNumbers(await kind.open(), '?splits=even&order=oldest');
    await page.getByRole('link', { name: 'n4', exact: true }).click();
    await shows(page, 'n4');
    await page.getByText('2 of 200').waitFor();
    await page.keyboard.press('j');
    await shows(page, 'n6');
    await page.keyboard.press('k');
    await shows(page, 'n4');
    await page.keyboard.press('k');
    await shows(page, 'n2');
    const previous = page.getByRole('button', { name: 'Previous item (k)' });
    await expect.poll(() => previous.isDisabled()).toBe(true);
    // Also when the page is loaded again there, and where the rows come page by page.
    await page.reload();
    await shows(page, 'n2');
    const next = page.getByRole('button', { name: 'Next item (j)' });
    for (let number = 4; number <= 204; number += 2) {
      await expect.poll(() => next.isEnabled()).toBe(true);
      await page.keyboard.press('j');
      await page.getByText(`${number / 2} of 200`).waitFor();
    }
    await shows(page, 'n204');

    // The list has the row of the item that was seen last, in sight.
    await page.keyboard.press('Escape');
    await page.getByText('number 204', { exact: true }).waitFor();
    await expect.poll(() => activeRow(page)).toContain('number 204');
    expect(page.url()).toBe(`${studio.url}/datasets/numbers/items?splits=even&order=oldest`);
  });
});

it('leaves the keys to who types, and what was typed to its item', async () => {
  const { page } = await openNumbers(await FILE.open(), '?order=oldest');
  await page.getByRole('link', { name: 'n1', exact: true }).click();
  await shows(page, 'n1');
  await page.keyboard.press('e');
  const input = page.getByRole('textbox', { name: 'Input', exact: true });
  await input.click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('jk');
  await expect.poll(() => input.innerText()).toBe('number 1jk');
  await shows(page, 'n1');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await shows(page, 'n2');
  await page.getByText('number 2', { exact: true }).waitFor();
  // It is not open for edits because the other one was.
  await expect.poll(() => input.count()).toBe(0);
  await page.keyboard.press('k');
  await shows(page, 'n1');
  await expect.poll(() => input.innerText()).toBe('number 1jk');
});

it('goes on with the buttons, which keep the focus, and back to the list at once', async () => {
  const { page } = await openNumbers(await FILE.open(), '?order=oldest');
  await page.getByRole('link', { name: 'n1', exact: true }).click();
  await page.getByRole('button', { name: 'Next item (j)' }).click();
  await shows(page, 'n2');
  await page.keyboard.press('Enter');
  await shows(page, 'n3');
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await keys.getByText('Next item').waitFor();
  await keys.getByText('Previous item').waitFor();
  await page.keyboard.press('Escape');
  await keys.waitFor({ state: 'detached' });
  await page.goBack();
  await page.getByRole('grid').waitFor();
  await expect.poll(() => activeRow(page)).toContain('n3');
});

it('has no neighbours where it was opened by itself', async () => {
  const storage = await FILE.open();
  const { page, studio } = await openNumbers(storage, '');
  const item = await storage.getItemByExternalId({ datasetId: 'numbers', externalId: 'n7' });
  await page.goto(`${studio.url}/datasets/numbers/items/${item?.id ?? ''}`);
  await shows(page, 'n7');
  await page.getByText('number 7', { exact: true }).waitFor();
  expect(await page.getByRole('navigation', { name: 'Items of the list' }).count()).toBe(0);
});

it.each([
  ['light', 1280],
  ['dark', 390],
] as const)('can be used by everybody, in %s at %i pixels', async (theme, width) => {
  const { page } = await openNumbers(await FILE.open(), '', { theme, width });
  await page.getByText('number 399', { exact: true }).click();
  await page.getByText('2 of 400').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
});
