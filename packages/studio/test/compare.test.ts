import { describe, expect, it } from 'vitest';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { FILE, STORAGES } from './support/storages.js';
import { startStudio } from './support/studio.js';
import { makeHistory } from './support/versions.js';

const browser = useBrowser();
const PATH = '/datasets/capitals/compare';

describe.each(STORAGES)('two versions in $name', ({ open }) => {
  it('are compared: a summary, the items by kind, and word by word what differs', async () => {
    const storage = await open();
    const { ids } = await makeHistory(storage);
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at(`${PATH}?from=baseline&to=3`));
    const changes = page.getByRole('list', { name: 'Changes' });
    await page.getByText('Changed: expected output 1×').waitFor();
    await expect
      .poll(() => page.getByRole('group', { name: 'Kind of change' }).innerText())
      .toMatch(/All\s*3\s*Added\s*1\s*Updated\s*1\s*Deleted\s*1/);
    await expect.poll(() => changes.getByRole('button').count()).toBe(3);

    await changes.getByRole('button', { name: /France/ }).click();
    const before = page.getByRole('textbox', { name: 'Expected output before' });
    const after = page.getByRole('textbox', { name: 'Expected output after' });
    await before.waitFor();
    await expect
      .poll(() => before.locator('.cm-changedText').allInnerTexts())
      .toEqual(['Lyon', 'Rhône']);
    await expect
      .poll(() => after.locator('.cm-changedText').allInnerTexts())
      .toEqual(['Paris', 'Seine']);
    expect(await accessibilityProblems(page)).toEqual([]);

    await page.getByRole('button', { name: 'Inline' }).click();
    const both = page.getByRole('textbox', { name: 'Expected output before and after' });
    await both.waitFor();
    await expect.poll(() => both.innerText()).toContain('Paris on the Seine');
    await expect
      .poll(() => page.locator('.cm-deletedText').allInnerTexts())
      .toEqual(['Lyon', 'Rhône']);
    expect(await accessibilityProblems(page)).toEqual([]);

    await page.getByRole('button', { name: /^Deleted/ }).click();
    await page.getByRole('heading', { name: 'The capital of Peru?' }).waitFor();
    await expect.poll(() => changes.getByRole('button').count()).toBe(1);
    await page.getByText('Lima').waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      from: 'baseline',
      to: '3',
      kind: 'deleted',
      layout: 'inline',
    });

    const address = `${studio.url}${PATH}?from=1&to=2&item=${ids.get('fr') ?? ''}`;
    await page.goto(address);
    await page.getByRole('heading', { name: 'The capital of France?' }).waitFor();
  });
});

it('compares the newest version with the one before it unless the address says otherwise', async () => {
  const storage = await FILE.open();
  await makeHistory(storage);
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(PATH));
  await page.getByText('The capital of Kenya?').first().waitFor();
  await page.getByRole('button', { name: 'From: v2' }).waitFor();
  await page.getByRole('button', { name: 'To: v3' }).click();
  await page.getByRole('option', { name: /^v1/ }).click();
  await page.getByRole('heading', { name: 'The capital of France?' }).waitFor();
  expect(new URL(page.url()).search).toBe('?from=2&to=1');
  await page.getByRole('button', { name: 'Swap the versions' }).click();
  await page.getByRole('button', { name: 'From: v1' }).waitFor();
  await page.getByRole('button', { name: 'To: v2' }).click();
  await page.getByRole('option', { name: /^v1/ }).click();
  await page.getByText('These two versions have the same items').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});

it('goes through the changes by keys', async () => {
  const storage = await FILE.open();
  await makeHistory(storage);
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`${PATH}?from=1&to=3`));
  const shown = page.getByRole('article', { name: 'Change' }).getByRole('heading', { level: 2 });
  await page.getByText('Changed: expected output').waitFor();
  const first = await shown.innerText();
  await page.keyboard.press('j');
  await expect.poll(() => shown.innerText()).not.toBe(first);
  await page.keyboard.press('k');
  await expect.poll(() => shown.innerText()).toBe(first);
  await page.keyboard.press('s');
  await expect.poll(() => new URL(page.url()).searchParams.get('layout')).toBe('inline');
});

it('says that a version is not there', async () => {
  const storage = await FILE.open();
  await makeHistory(storage);
  const studio = await startStudio(storage);
  const { page, problems } = await browser.open(studio.at(`${PATH}?from=nothing&to=3`));
  problems.allow(/404/);
  await page.getByRole('heading', { name: 'There is no such version' }).waitFor();
});

it.each(['light', 'dark'] as const)('fits a telephone in %s', async (theme) => {
  const storage = await FILE.open();
  await makeHistory(storage);
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`${PATH}?from=1&to=3`), { width: 390, theme });
  await page.getByRole('button', { name: /France/ }).waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: /France/ }).click();
  await page.getByRole('textbox', { name: 'Expected output before and after' }).waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Back to the changes' }).click();
  await page.getByRole('button', { name: /Peru/ }).waitFor();
});

/** Nests an array into itself. */
function nested(levels: number): unknown {
  let value: unknown = 'inside';
  for (let level = 1; level < levels; level += 1) value = [value];
  return value;
}

it('shows hostile content as text, also when it is long or deep', async () => {
  const storage = await FILE.open();
  const datasetId = 'capitals';
  await storage.createDataset({ id: datasetId, name: 'Hostile' });
  const long = 'word '.repeat(700_000);
  const [html, text, deep] = await storage.addItems({
    datasetId,
    items: [
      { input: '<img src=x onerror=alert(1)>', expectedOutput: 'a \u202E b' },
      { input: 'long', expectedOutput: long },
      { input: 'deep', expectedOutput: nested(900) },
    ],
  });
  await storage.updateItems({
    datasetId,
    items: [
      { id: html?.id ?? '', expectedOutput: '<script>alert(1)</script> \u202E b' },
      { id: text?.id ?? '', expectedOutput: `${long}at the end` },
      { id: deep?.id ?? '', expectedOutput: nested(901) },
    ],
  });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`${PATH}?layout=inline`));
  const list = page.getByRole('list', { name: 'Changes' });
  await list.getByRole('button', { name: /onerror/ }).click();
  const editor = page.getByRole('textbox', { name: 'Expected output before and after' });
  await editor.waitFor();
  await expect.poll(() => editor.innerText()).toContain('<script>alert(1)</script>');
  await expect.poll(() => editor.locator('.cm-specialChar').count()).toBeGreaterThan(0);
  expect(await page.locator('main img[src], main script').count()).toBe(0);
  for (const name of ['long', 'deep']) {
    await list.getByRole('button', { name: new RegExp(`^\\W*${name}`) }).click();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await editor.waitFor();
    expect(await scrollsSideways(page)).toBe(false);
  }
});

it('has room for tens of thousands of changes', async () => {
  const storage = await FILE.open();
  const datasetId = 'many';
  await storage.createDataset({ id: datasetId, name: 'Many' });
  await storage.addItems({
    datasetId,
    items: Array.from({ length: 30_000 }, (_, index) => ({ input: `Question ${index}` })),
  });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at('/datasets/many/compare'));
  await page.getByRole('button', { name: 'All 30,000' }).waitFor();
  const list = page.getByRole('list', { name: 'Changes' });
  await expect
    .poll(() => list.getByRole('listitem').first().getAttribute('aria-setsize'))
    .toBe('30000');
  await expect.poll(() => list.getByRole('listitem').count()).toBeLessThan(100);
  await list.hover();
  await page.mouse.wheel(0, 10_000_000);
  await expect
    .poll(() => list.getByRole('listitem').last().getAttribute('aria-posinset'))
    .toBe('30000');
});
