import { describe, expect, it } from 'vitest';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { FILE, STORAGES } from './support/storages.js';
import { startStudio } from './support/studio.js';
import { makeHistory } from './support/versions.js';

const browser = useBrowser();
const PATH = '/datasets/capitals/settings';

describe.each(STORAGES)('the settings of a dataset on $name', (kind) => {
  it('rename and describe it', async () => {
    const storage = await kind.open();
    await makeHistory(storage);
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at('/datasets/capitals/items'));
    await page.getByRole('link', { name: 'Settings' }).click();
    const save = page.getByRole('button', { name: 'Save' });
    await save.waitFor();
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('Name', { exact: true }).fill('Capitals of the world');
    await page.getByLabel(/^Description/).fill('Countries and their capitals');
    await page.getByLabel('Name', { exact: true }).press('Enter');
    await page.getByRole('heading', { name: 'Capitals of the world' }).waitFor();
    expect(await storage.getDatasetById({ id: 'capitals' })).toMatchObject({
      name: 'Capitals of the world',
      description: 'Countries and their capitals',
    });
    await page.getByLabel(/^Description/).fill('');
    await save.click();
    await expect
      .poll(async () => (await storage.getDatasetById({ id: 'capitals' }))?.description)
      .toBeUndefined();
  });

  it('delete it, after one has seen what is lost and typed its name', async () => {
    const storage = await kind.open();
    await makeHistory(storage);
    await storage.createDataset({ name: 'Another one' });
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at('/datasets/capitals/new-items/begin'));
    await page.getByText('1 added').waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Delete…' }).click();
    const loss = page.getByRole('list', { name: 'What is lost' }).getByRole('listitem');
    await loss.first().waitFor();
    await expect
      .poll(() => loss.allInnerTexts())
      .toEqual([
        '3 items',
        '4 versions of them, with every earlier state',
        '1 tag: baseline',
        '1 change of yours that you have not committed',
      ]);
    const name = page.getByLabel('Name of the dataset');
    const confirm = page.getByRole('button', { name: 'Delete for ever' });
    await name.fill('Capital');
    await page.keyboard.press('Enter');
    expect(await confirm.isDisabled()).toBe(true);
    expect(await storage.getDatasetById({ id: 'capitals' })).not.toBeNull();
    await name.fill('Capitals');
    await confirm.click();
    await page.getByText('Deleted “Capitals”').waitFor();
    await page.getByRole('link', { name: 'Another one' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    await expect.poll(() => page.getByRole('rowheader').allInnerTexts()).toEqual(['Another one']);
    expect(await storage.getDatasetById({ id: 'capitals' })).toBeNull();
    // A dataset of the same id later has nothing of what was typed for the old one.
    await storage.createDataset({ id: 'capitals', name: 'New capitals' });
    await page.goto(`${studio.url}/datasets/capitals/items`);
    await page.getByRole('heading', { name: 'New capitals' }).waitFor();
    await page.getByRole('heading', { name: /no items/i }).waitFor();
    await expect.poll(() => page.getByText('Not committed:').count()).toBe(0);
  });

  it('say that somebody else changed them, and lose nothing that was typed', async () => {
    const storage = await kind.open();
    await storage.createDataset({ id: 'capitals', name: 'Capitals' });
    const studio = await startStudio(storage);
    const { page, problems } = await browser.open(studio.at(PATH));
    problems.allow(/409|412/);
    const name = page.getByLabel('Name', { exact: true });
    await name.fill('Mine');
    await storage.updateDataset({ id: 'capitals', name: 'Theirs' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('it is called “Theirs” now').waitFor();
    await expect.poll(() => name.inputValue()).toBe('Mine');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Mine' }).waitFor();
    expect(await storage.getDatasetById({ id: 'capitals' })).toMatchObject({ name: 'Mine' });
  });
});

it('show attributes and schemas, and offer no change to those who may only read', async () => {
  const storage = await FILE.open();
  await storage.createDataset({
    ...{ id: 'capitals', name: 'Capitals', description: 'Of countries' },
    attributes: { team: 'geography' },
    expectedOutputSchema: { type: 'string' },
  });
  const studio = await startStudio(storage, { readOnly: true });
  const { page } = await browser.open(studio.at(PATH));
  const facts = page.getByRole('region', { name: 'About the dataset' });
  await facts.getByText('Of countries').waitFor();
  await facts.getByText('geography').waitFor();
  await facts.getByText('string').waitFor();
  await page.getByText('Read-only').waitFor();
  expect(await page.getByRole('textbox').count()).toBe(0);
  expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0);
});

it('let one delete a dataset whose name nobody can type', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: '<b>\u202Egnp.exe' });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${id}/settings`));
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByLabel('Name of the dataset').fill(id);
  // Until it is known what is lost, nothing can be deleted.
  await expect
    .poll(() => page.getByRole('button', { name: 'Delete for ever' }).isEnabled())
    .toBe(true);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: 'No datasets yet' }).waitFor();
});

it.each([
  ['light', 1280],
  ['dark', 390],
] as const)('can be used by everybody, in %s at %i pixels', async (theme, width) => {
  const storage = await FILE.open();
  await makeHistory(storage);
  await storage.updateDataset({ id: 'capitals', attributes: { team: 'geography' } });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(PATH), { theme, width });
  await page.getByText('geography').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('list', { name: 'What is lost' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});
