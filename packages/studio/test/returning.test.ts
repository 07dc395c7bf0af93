import type { VersionedDatasetsStorage } from '@mastra-datasets/core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './support/browser.js';
import { STORAGES } from './support/storages.js';
import { startStudio } from './support/studio.js';
import { makeHistory } from './support/versions.js';

const browser = useBrowser();

async function addNumbers(storage: VersionedDatasetsStorage): Promise<void> {
  await storage.createDataset({ id: 'numbers', name: 'Numbers' });
  const items = Array.from({ length: 400 }, (_, index) => ({
    externalId: `n${index + 1}`,
    input: `number ${index + 1}`,
    splits: [index % 2 === 0 ? 'odd' : 'even'],
  }));
  await storage.addItems({ datasetId: 'numbers', items });
}

/** How far the grid is scrolled, and the row that keys move from. */
async function placeIn(page: Page): Promise<{ top: number; row: string }> {
  const grid = page.getByRole('grid', { name: 'Items' });
  await grid.waitFor();
  const top = await page.evaluate<number>(`document.querySelector('[role=grid]').scrollTop`);
  const row = await grid.getAttribute('aria-activedescendant');
  return { top, row: row === null ? '' : await page.locator(`[id="${row}"]`).innerText() };
}

describe.each(STORAGES)('going back from an item on $name', (kind) => {
  it('finds the rows where they were left, with the focus on the same one', async () => {
    const storage = await kind.open();
    await addNumbers(storage);
    const studio = await startStudio(storage);
    const path = '/datasets/numbers/items?splits=even&order=oldest';
    const { page } = await browser.open(studio.at(path));
    await page.getByText('number 2', { exact: true }).waitFor();
    await page.getByRole('grid').focus();
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('PageDown');
    for (let press = 0; press < 2; press += 1) await page.keyboard.press('ArrowUp');
    const left = await placeIn(page);
    expect(left.top).toBeGreaterThan(1_000);
    expect(left.row).toMatch(/number \d+/);

    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^n\d+$/ }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => placeIn(page)).toEqual(left);
    expect(page.url()).toBe(`${studio.url}${path}`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^n\d+$/ }).waitFor();
    await page.goBack();
    await expect.poll(() => placeIn(page)).toEqual(left);

    // Also when the item became another one meanwhile, and with it the version that is shown.
    await page.keyboard.press('Enter');
    await page.keyboard.press('e');
    await page.getByRole('textbox', { name: 'Input', exact: true }).waitFor();
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.insertText(', corrected');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByRole('button', { name: 'Commit', exact: true }).click();
    await page.getByText('Committed as v2').waitFor();
    await page.getByRole('link', { name: 'Items' }).last().click();
    const corrected = page.getByRole('row').getByText(/, corrected$/);
    await corrected.waitFor();
    expect((await placeIn(page)).top).toBe(left.top);
    expect((await placeIn(page)).row).toContain(', corrected');

    // Another list begins at its own place.
    await page.goto(`${studio.url}/datasets/numbers/items?splits=odd`);
    await page.getByText('number 399', { exact: true }).waitFor();
    expect((await placeIn(page)).top).toBe(0);
  });
});

describe.each(STORAGES)('a comparison on $name', (kind) => {
  it('leads to an item and back to the same change', async () => {
    const storage = await kind.open();
    const { ids } = await makeHistory(storage);
    const studio = await startStudio(storage);
    const path = '/datasets/capitals/compare?from=baseline&to=3';
    const { page } = await browser.open(studio.at(path));
    await page.getByRole('button', { name: /France/ }).click();
    await page.getByRole('heading', { name: 'The capital of France?' }).waitFor();
    const address = page.url();
    await page.getByRole('link', { name: 'Open the item' }).click();
    await page.getByRole('heading', { name: 'fr', exact: true }).waitFor();
    // The newest version is compared, so the item can be corrected at once.
    await page.getByRole('button', { name: 'Edit', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Show the item at v1' }).click();
    await page.getByRole('link', { name: 'Show the latest' }).waitFor();
    await page.getByRole('link', { name: 'Compare' }).last().click();
    await page.getByRole('heading', { name: 'The capital of France?' }).waitFor();
    expect(page.url()).toBe(address);

    await page.getByRole('button', { name: /Peru/ }).click();
    await page.getByRole('link', { name: 'Open the item' }).click();
    await page.getByRole('heading', { name: 'pe', exact: true }).waitFor();
    expect(page.url()).toBe(
      `${studio.url}/datasets/capitals/items/${ids.get('pe') ?? ''}?version=baseline`,
    );
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'The capital of Peru?' }).waitFor();
  });
});
