import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useBrowser } from './support/browser.js';
import { makeQuestions } from './support/item-data.js';
import { STORAGES, type StorageKind } from './support/storages.js';
import { startStudio } from './support/studio.js';

const browser = useBrowser();

async function type(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: label, exact: true }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

function textIn(page: Page, label: string): Promise<string> {
  return page.getByRole('textbox', { name: label, exact: true }).innerText();
}

/** Two tabs of one browser that show the item `fr`. */
async function openTabs({ open }: StorageKind) {
  const storage = await open();
  const { datasetId, idOf } = await makeQuestions(storage);
  const studio = await startStudio(storage);
  const path = `/datasets/${datasetId}/items/${idOf('fr')}`;
  const { page: one } = await browser.open(studio.at(path));
  await one.getByText('What is the capital of France?').waitFor();
  const other = await one.context().newPage();
  await other.goto(`${studio.url}${path}`);
  await other.getByText('What is the capital of France?').waitFor();
  return { storage, datasetId, one, other };
}

/** Holds a commit of a tab on its way, until what it returns is called. */
async function holdCommit(page: Page): Promise<() => void> {
  let open: (() => void) | undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  await page.route('**/changes', async (route) => {
    await gate;
    await route.continue();
  });
  return () => {
    open?.();
  };
}

async function sendCommit(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Review and commit' }).click();
  await page.getByRole('button', { name: 'Commit', exact: true }).click();
}

describe.each(STORAGES)('two tabs of a browser on $name', (kind) => {
  it('have one draft, which each sees at once', async () => {
    const { storage, datasetId, one, other } = await openTabs(kind);
    await one.getByRole('button', { name: 'Edit', exact: true }).click();
    await type(one, 'Expected output', 'Pa');
    await other.getByText('1 changed').waitFor();
    await expect.poll(() => textIn(other, 'Expected output')).toBe('Pa');
    // Both type at the same moment, into different fields.
    await other.getByRole('textbox', { name: 'Input', exact: true }).click();
    await other.keyboard.press('ControlOrMeta+End');
    await Promise.all([one.keyboard.insertText('ris'), other.keyboard.insertText(' Now?')]);
    for (const page of [one, other]) {
      await expect.poll(() => textIn(page, 'Expected output')).toBe('Paris');
      await expect.poll(() => textIn(page, 'Input')).toBe('What is the capital of France? Now?');
    }
    await one.reload();
    await expect.poll(() => textIn(one, 'Expected output')).toBe('Paris');
    await expect.poll(() => textIn(one, 'Input')).toBe('What is the capital of France? Now?');
    await sendCommit(one);
    await one.getByText('Committed as v2').waitFor();
    await other.getByText('Not committed:').waitFor({ state: 'detached' });
    const item = await storage.getItemByExternalId({ datasetId, externalId: 'fr' });
    expect(item).toMatchObject({
      ...{ input: 'What is the capital of France? Now?', expectedOutput: 'Paris' },
      versionNumber: 2,
    });
  });

  it('commit one after the other, and nothing twice', async () => {
    const { storage, datasetId, one, other } = await openTabs(kind);
    await one.getByRole('link', { name: 'Items' }).first().click();
    await one.getByRole('button', { name: 'Add item' }).click();
    await type(one, 'Input', 'Peru?');
    await other.getByText('1 added').waitFor();
    const release = await holdCommit(one);
    await sendCommit(one);
    await sendCommit(other);
    release();
    await one.getByText('Committed as v2').waitFor();
    await other.getByRole('dialog', { name: 'Commit as one version' }).waitFor({
      state: 'detached',
    });
    await other.getByText('Not committed:').waitFor({ state: 'detached' });
    const { versions } = await storage.listVersions({
      datasetId,
      pagination: { page: 0, perPage: 1 },
    });
    expect(versions).toMatchObject([{ number: 2, added: 1, itemCount: 4 }]);
  });

  it('lose nothing that one types while the other commits', async () => {
    const { storage, datasetId, one, other } = await openTabs(kind);
    await one.getByRole('button', { name: 'Edit', exact: true }).click();
    await type(one, 'Expected output', 'Paris');
    await other.getByText('1 changed').waitFor();
    const release = await holdCommit(one);
    await sendCommit(one);
    await type(other, 'Expected output', 'Paris, since 987');
    release();
    await one.getByText('Committed as v2').waitFor();
    await other.bringToFront();
    await expect.poll(() => textIn(other, 'Expected output')).toBe('Paris, since 987');
    await sendCommit(other);
    await other.getByText('Committed as v3').waitFor();
    const item = await storage.getItemByExternalId({ datasetId, externalId: 'fr' });
    expect(item?.expectedOutput).toBe('Paris, since 987');
  });
});
