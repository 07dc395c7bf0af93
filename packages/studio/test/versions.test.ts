import { describe, expect, it } from 'vitest';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { FILE, STORAGES } from './support/storages.js';
import { startStudio } from './support/studio.js';
import { contentOf, makeHistory } from './support/versions.js';

const browser = useBrowser();
const PATH = '/datasets/capitals/versions';
const pagination = { page: 0, perPage: 10 };

describe.each(STORAGES)('the versions of a dataset in $name', ({ open }) => {
  it('are listed with authors, messages, tags and what changed', async () => {
    const storage = await open();
    await makeHistory(storage);
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at(PATH));
    const rows = page.getByRole('list', { name: 'Versions' }).getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(4);
    const texts = await rows.allInnerTexts();
    expect(texts.map((text) => text.replaceAll(/\s+/g, ' ').replace(/·? ?just now/, ''))).toEqual([
      'v3 Replace a question latest Ben 3 items +1 −1',
      'v2 Correct the answer about France Ben 3 items ~1',
      'v1 Load the questions baseline Ann 3 items +3',
      'v0 Dataset created 0 items',
    ]);
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('can be tagged; a tag moves only when one says so, and comes back', async () => {
    const storage = await open();
    const { datasetId } = await makeHistory(storage);
    const tags = async () =>
      (await storage.listTags({ datasetId })).map(({ tag, number }) => [tag, number]);
    const studio = await startStudio(storage);
    const { page, problems } = await browser.open(studio.at(`${PATH}?version=2`));

    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.getByLabel('Tag', { exact: true }).fill('reviewed');
    await page.keyboard.press('Enter');
    await page.getByText('Version 2 is now “reviewed”').waitFor();
    expect(await tags()).toEqual([
      ['baseline', 1],
      ['reviewed', 2],
    ]);

    problems.allow(/409/);
    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.getByLabel('Tag', { exact: true }).fill('baseline');
    await page.keyboard.press('Enter');
    await page.getByText('Another version has this tag').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Move the tag here' }).click();
    await page.getByText('Version 2 is now “baseline”').waitFor();
    expect(await tags()).toContainEqual(['baseline', 2]);

    await page.getByRole('button', { name: 'What to do with the tag reviewed' }).click();
    await page.getByRole('menuitem', { name: 'Move to another version…' }).click();
    await page.getByRole('button', { name: 'Move to: v2' }).click();
    await page.getByRole('option', { name: /^v3/ }).click();
    await page.getByRole('button', { name: 'Move to v3' }).click();
    await page.getByText('“reviewed” is now version 3').waitFor();
    expect(await tags()).toContainEqual(['reviewed', 3]);

    await page.getByRole('button', { name: 'What to do with the tag baseline' }).click();
    await page.getByRole('menuitem', { name: 'Delete the tag' }).click();
    await expect.poll(tags).toEqual([['reviewed', 3]]);
    const note = page.getByRole('dialog').filter({ hasText: 'Deleted the tag “baseline”' });
    await note.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(tags).toContainEqual(['baseline', 2]);
  });

  it('can be restored, after one has seen what that changes, and that can be undone', async () => {
    const storage = await open();
    const { datasetId } = await makeHistory(storage);
    const last = await contentOf(storage, datasetId);
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at(`${PATH}?version=1`));
    await page.getByRole('button', { name: 'Restore' }).click();
    await page
      .getByText('1 item will come back, 1 item will change back, 1 item will be deleted.')
      .waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByLabel('Author').fill('Carla');
    await page.getByRole('button', { name: 'Restore', exact: true }).last().click();
    await page.getByRole('heading', { name: 'Version 4' }).waitFor();
    expect(await contentOf(storage, datasetId)).toEqual([
      'The capital of France? Lyon on the Rhône',
      'The capital of Japan? Tokyo',
      'The capital of Peru? Lima',
    ]);
    const { versions } = await storage.listVersions({ datasetId, pagination });
    expect(versions[0]).toMatchObject({ author: 'Carla', message: 'Restore version 1' });

    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('heading', { name: 'Version 5' }).waitFor();
    expect(await contentOf(storage, datasetId)).toEqual(last);
  });

  it('can be undone when one looks at the newest, which shows what comes back', async () => {
    const storage = await open();
    const { datasetId } = await makeHistory(storage);
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at(`${PATH}?version=3`));
    await page.getByRole('button', { name: 'Undo this version' }).click();
    await page.getByText('1 item will come back, 1 item will be deleted.').waitFor();
    const changes = page.getByRole('list', { name: 'What changes' }).getByRole('listitem');
    await expect
      .poll(async () => (await changes.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ')))
      .toEqual(['+ The capital of Peru?', '− The capital of Kenya?']);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('v3 was undone by v4').waitFor();
    await page.getByRole('heading', { name: 'Version 4' }).waitFor();
    const { versions } = await storage.listVersions({ datasetId, pagination });
    expect(versions[0]).toMatchObject({ number: 4, message: 'Undo v3' });
    expect(await storage.snapshotDigest({ datasetId })).toBe(
      await storage.snapshotDigest({ datasetId, version: 2 }),
    );
    // Older versions, and one that only made the dataset, are restored rather than undone.
    await page.goto(`${studio.url}${PATH}?version=3`);
    await page.getByRole('button', { name: 'Restore' }).waitFor();
    expect(await page.getByRole('button', { name: 'Undo this version' }).count()).toBe(0);
  });

  it('can be forked', async () => {
    const storage = await open();
    const { datasetId } = await makeHistory(storage);
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at(`${PATH}?version=1`));
    await page.getByRole('button', { name: 'Fork' }).click();
    await page.getByLabel('Name').fill('Capitals of before');
    await page.getByLabel('Message').fill('To try another prompt');
    await page.getByRole('button', { name: 'Fork' }).last().click();
    await page.getByRole('heading', { name: 'Capitals of before' }).waitFor();
    const { datasets } = await storage.listDatasets({ search: 'of before', pagination });
    expect(await contentOf(storage, datasets[0]?.id ?? '')).toEqual([
      'The capital of France? Lyon on the Rhône',
      'The capital of Japan? Tokyo',
      'The capital of Peru? Lima',
    ]);
    expect(await storage.listVersions({ datasetId, pagination })).toMatchObject({
      pagination: { total: 4 },
    });
  });
});

it('is not restored over what somebody else changed meanwhile', async () => {
  const storage = await FILE.open();
  const { datasetId } = await makeHistory(storage);
  const studio = await startStudio(storage);
  const { page, problems } = await browser.open(studio.at(`${PATH}?version=1`));
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('will come back').waitFor();
  await storage.addItem({ datasetId, input: 'The capital of Chad?', expectedOutput: 'N’Djamena' });
  problems.allow(/409|412/);
  await page.getByRole('button', { name: 'Restore', exact: true }).last().click();
  await page.getByText('Somebody changed the dataset meanwhile').waitFor();
  expect(await contentOf(storage, datasetId)).toContain('The capital of Chad? N’Djamena');
});

it('offers no changes where nothing may be changed', async () => {
  const storage = await FILE.open();
  await makeHistory(storage);
  const studio = await startStudio(storage, { readOnly: true });
  const { page } = await browser.open(studio.at(`${PATH}?version=1`));
  await page.getByText('Read-only').waitFor();
  await page.getByRole('link', { name: 'Compare with the latest' }).waitFor();
  for (const name of ['Tag', 'Restore', 'Fork']) {
    expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0);
  }
  await page.getByRole('button', { name: 'What to do with the tag baseline' }).click();
  await page.getByRole('menuitem', { name: 'Copy the name' }).waitFor();
  await expect.poll(() => page.getByRole('menuitem').count()).toBe(1);
});

it('goes through the versions by keys, and keeps the one that is shown in the address', async () => {
  const storage = await FILE.open();
  await makeHistory(storage);
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(PATH));
  await page.getByText('Load the questions').waitFor();
  await page.keyboard.press('j');
  await page.getByRole('heading', { name: 'Version 3' }).waitFor();
  await page.keyboard.press('j');
  await page.getByRole('heading', { name: 'Version 2' }).waitFor();
  expect(new URL(page.url()).search).toBe('?version=2');
  await page.getByRole('button', { name: 'Tag', exact: true }).waitFor();
  await page.keyboard.press('t');
  await page.getByRole('dialog', { name: 'Tag version 2' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Tag version 2' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Version 2' }).waitFor({ state: 'detached' });

  await page.goto(`${studio.url}${PATH}?version=1`);
  await page.getByRole('heading', { name: 'Version 1' }).waitFor();
});

it('says that a version is not there', async () => {
  const storage = await FILE.open();
  await makeHistory(storage);
  const studio = await startStudio(storage);
  const { page, problems } = await browser.open(studio.at(`${PATH}?version=99`));
  problems.allow(/404/);
  await page.getByRole('heading', { name: 'There is no such version' }).waitFor();
});

it.each(['light', 'dark'] as const)('fits a telephone in %s', async (theme) => {
  const storage = await FILE.open();
  await makeHistory(storage);
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(PATH), { width: 390, theme });
  await page.getByText('Load the questions').click();
  await page.getByRole('heading', { name: 'Version 1' }).waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Close the details' }).click();
  await page.getByText('Replace a question').waitFor();
  expect(await scrollsSideways(page)).toBe(false);
  expect(await accessibilityProblems(page)).toEqual([]);
});

it('shows hostile words as text', async () => {
  const storage = await FILE.open();
  await storage.createDataset({ id: 'capitals', name: '<img src=x onerror=alert(1)>' });
  const message = '<script>alert(1)</script> \u202Egnp.exe ' + 'long '.repeat(1_900);
  const author = '<b>Ann</b>';
  await storage.addItem({ datasetId: 'capitals', input: 1, author, message });
  await storage.tagVersion({ datasetId: 'capitals', tag: '"><svg onload=alert(1)>', version: 1 });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`${PATH}?version=1`), { width: 390 });
  await page.getByRole('heading', { name: 'Version 1' }).waitFor();
  await page.getByText('<script>alert(1)</script>').first().waitFor();
  await page.getByText('U+202E').first().waitFor();
  await page.getByText('"><svg onload=alert(1)>').first().waitFor();
  expect(await page.locator('main script, main svg[onload], main img').count()).toBe(0);
  expect(await scrollsSideways(page)).toBe(false);
});

it('shows a history of thousands of versions, and finds an old one', async () => {
  const storage = await FILE.open();
  await storage.createDataset({ id: 'long', name: 'Long' });
  for (let number = 1; number <= 1_500; number += 1) {
    await storage.addItem({ datasetId: 'long', input: number, message: `Change ${number}` });
  }
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at('/datasets/long/versions?version=7'));
  await page.getByRole('heading', { name: 'Version 7' }).waitFor();
  await page
    .getByRole('list', { name: 'Versions' })
    .getByText('Change 7', { exact: true })
    .waitFor();
  await expect.poll(() => page.getByRole('listitem').count()).toBeLessThan(100);
  await page.getByRole('list', { name: 'Versions' }).hover();
  await page.mouse.wheel(0, -1_000_000);
  await page.getByText('Change 1500', { exact: true }).waitFor();
});
