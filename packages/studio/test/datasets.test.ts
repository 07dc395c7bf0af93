import { describe, expect, it } from 'vitest';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { FILE, STORAGES } from './support/storages.js';
import { startStudio } from './support/studio.js';

const browser = useBrowser();

describe.each(STORAGES)('datasets on $name', (kind) => {
  it('lists them with their counts, attributes and last change', async () => {
    const storage = await kind.open();
    await storage.createDataset({
      id: 'capitals',
      name: 'Capitals',
      description: 'Countries and their capitals',
      // What an import keeps for the next one is no news for people.
      attributes: { owner: 'geography', import: { input: ['Question'] } },
    });
    await storage.addItems({
      datasetId: 'capitals',
      author: 'Ada',
      message: 'First countries',
      items: [{ input: 'France' }, { input: 'Japan' }],
    });
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at('/'));
    const row = page.getByRole('row', { name: /Capitals/ });
    await row.getByText('Ada: First countries').waitFor();
    await expect
      .poll(() => row.getByRole('cell').allInnerTexts())
      .toEqual(['2', 'v1', expect.stringContaining('just now'), 'owner: geography']);
  });

  it('finds datasets by their names, and keeps that in the address', async () => {
    const storage = await kind.open();
    for (const name of ['Capitals', 'Sums', 'Rivers']) await storage.createDataset({ name });
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at('/'));
    await page.getByRole('link', { name: 'Rivers' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('CAP');
    await page.getByRole('link', { name: 'Sums' }).waitFor({ state: 'detached' });
    await expect.poll(() => page.getByRole('rowheader').allInnerTexts()).toEqual(['Capitals']);
    await expect.poll(() => page.url()).toBe(`${studio.url}/?search=CAP`);
    await page.reload();
    await page.getByRole('link', { name: 'Capitals' }).waitFor();
    await expect.poll(() => page.getByLabel('Search names').inputValue()).toBe('CAP');
    await page.getByLabel('Search names').fill('nothing has this name');
    await page.getByRole('button', { name: 'Show all datasets' }).click();
    await page.getByRole('link', { name: 'Sums' }).waitFor();
  });

  it('makes a dataset, and says when its id is taken', async () => {
    const storage = await kind.open();
    const studio = await startStudio(storage);
    const { page, problems } = await browser.open(studio.at('/'));
    problems.allow(/409/);
    await page.getByRole('heading', { name: 'No datasets yet' }).waitFor();
    await storage.createDataset({ id: 'taken', name: 'Somebody was faster' });
    await page.keyboard.press('n');
    await page.getByLabel('Name', { exact: true }).fill('Sums');
    await page.getByLabel('Id').fill('taken');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Id').fill('sums');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Sums' }).waitFor();
    expect(page.url()).toBe(`${studio.url}/datasets/sums/items`);
    expect(await storage.getDatasetById({ id: 'sums' })).toMatchObject({ name: 'Sums' });
  });
});

it('goes through the list with keys, and opens a dataset', async () => {
  const storage = await FILE.open();
  for (const name of ['One', 'Two', 'Three']) await storage.createDataset({ name });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at('/'));
  await page.getByRole('link', { name: 'One' }).waitFor();
  for (const key of ['j', 'ArrowDown', 'j', 'k']) await page.keyboard.press(key);
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Two');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Two' }).waitFor();
  const focused = () => page.evaluate<string>('document.activeElement.closest("main")?.id ?? ""');
  await expect.poll(focused).toBe('main');
});

it('turns pages of datasets', async () => {
  const storage = await FILE.open();
  for (let number = 1; number <= 51; number += 1) {
    await storage.createDataset({ name: `Dataset ${number}` });
  }
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at('/?order=name'));
  await page.getByRole('link', { name: 'Dataset 1', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('Page 2, 51 datasets').waitFor();
  await expect.poll(() => page.getByRole('rowheader').allInnerTexts()).toEqual(['Dataset 9']);
  expect(page.url()).toBe(`${studio.url}/?order=name&page=2`);
});

it('offers no change to those who may only read', async () => {
  const storage = await FILE.open();
  const studio = await startStudio(storage, { readOnly: true });
  const { page } = await browser.open(studio.at('/'));
  await page.getByText('Read-only').waitFor();
  await page.getByRole('heading', { name: 'No datasets yet' }).waitFor();
  await page.keyboard.press('n');
  expect(await page.getByRole('button', { name: 'New dataset' }).count()).toBe(0);
  expect(await page.getByRole('dialog').count()).toBe(0);
});

it('asks for the token when it has none, and forgets no address meanwhile', async () => {
  const storage = await FILE.open();
  await storage.createDataset({ name: 'Capitals' });
  const studio = await startStudio(storage);
  const { page, problems } = await browser.open(`${studio.url}/?search=cap`);
  problems.allow(/401/);
  await page.getByRole('heading', { name: 'This server asks for a token' }).waitFor();
  await page.getByLabel('Token').fill('wrong');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('The server does not know the token').waitFor();
  const [, token = ''] = studio.at('/').split('#token=');
  await page.getByLabel('Token').fill(token);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Capitals' }).waitFor();
  expect(page.url()).toBe(`${studio.url}/?search=cap`);
});

it('takes the token out of the address at once', async () => {
  const studio = await startStudio(await FILE.open());
  const { page } = await browser.open(studio.at('/'));
  await page.getByRole('heading', { name: 'No datasets yet' }).waitFor();
  expect(page.url()).toBe(`${studio.url}/`);
});

it('says that the server is gone, and goes on when it is back', async () => {
  const storage = await FILE.open();
  await storage.createDataset({ name: 'Capitals' });
  const studio = await startStudio(storage);
  const { page, problems } = await browser.open(studio.at('/'));
  problems.allow(/ERR_|Failed to load/);
  await page.getByRole('link', { name: 'Capitals' }).waitFor();
  await page.context().setOffline(true);
  await page.getByLabel('Search names').fill('sums');
  await page.getByRole('heading', { name: 'The server does not answer.' }).waitFor();
  await page.getByText('What you typed is kept in this browser.').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('heading', { name: 'No dataset has “sums” in its name' }).waitFor();
});

it('shows hostile names as text', async () => {
  const storage = await FILE.open();
  const name = '<img src=x onerror="document.title=1">\u202Egnp.exe';
  await storage.createDataset({ name, description: '<b>bold</b> '.repeat(100) });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at('/'));
  const link = page.getByRole('rowheader').getByRole('link');
  await expect
    .poll(() => link.innerText())
    .toBe('<img src=x onerror="document.title=1">U+202Egnp.exe');
  expect(await scrollsSideways(page)).toBe(false);
});

it.each([
  ['light', 1280],
  ['light', 390],
  ['dark', 1280],
  ['dark', 390],
] as const)('can be used by everybody, in %s and %i pixels wide', async (theme, width) => {
  const storage = await FILE.open();
  await storage.createDataset({ name: 'Capitals', attributes: { owner: 'geography' } });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at('/'), { theme, width });
  await page.getByRole('link', { name: 'Capitals' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
  await page.keyboard.press('n');
  await page.getByRole('dialog').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});
