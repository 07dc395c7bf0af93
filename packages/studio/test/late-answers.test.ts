import type { VersionedDatasetsStorage } from '@mastra-datasets/core';
import { expect, it } from 'vitest';
import { useBrowser } from './support/browser.js';
import { holdAnswers, holdRequests } from './support/held.js';
import { makeQuestions } from './support/item-data.js';
import { FILE } from './support/storages.js';
import { startStudio } from './support/studio.js';
import { makeHistory } from './support/versions.js';

const browser = useBrowser();

/** Opens a path of the page with the dataset of {@link makeHistory}. */
async function openHistory(
  path: string,
  prepare: (storage: VersionedDatasetsStorage) => Promise<unknown> = () => Promise.resolve(),
) {
  const storage = await FILE.open();
  const { ids } = await makeHistory(storage);
  await prepare(storage);
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(path));
  return { storage, studio, page, ids };
}

it('says of no search what the one before found', async () => {
  const { page } = await openHistory('/?search=nothing');
  await page.getByRole('heading', { name: /“nothing”/ }).waitFor();
  const held = await holdRequests(page, /\/datasets\?.*search=Cap/);
  await page.getByLabel('Search names').fill('Cap');
  await expect.poll(held.count).toBe(1);
  expect(await page.getByRole('heading', { name: /“Cap”/ }).count()).toBe(0);
  await held.release();
  await page.getByRole('link', { name: 'Capitals' }).waitFor();
});

it('says of no view of items what the one before held', async () => {
  const { page } = await openHistory('/datasets/capitals/items?search=nothing');
  await page.getByRole('heading', { name: 'No items match' }).waitFor();
  const all = await holdRequests(page, /\/items\?(?!.*search=)/);
  await page.getByRole('button', { name: 'Show all items' }).click();
  await expect.poll(all.count).toBe(1);
  expect(await page.getByRole('heading', { name: 'No items yet' }).count()).toBe(0);
  await all.release();
  await page.getByText('3 items in v3').waitFor();

  const found = await holdRequests(page, /\/items\?.*search=Kenya/);
  await page.getByLabel('Search inputs and outputs').fill('Kenya');
  await expect.poll(found.count).toBe(1);
  expect(await page.getByText(/items? that match/).count()).toBe(0);
  await found.release();
  await page.getByText('1 item that matches in v3').waitFor();
});

it('leaves who goes to another screen there, also when they had just typed a search', async () => {
  const { page } = await openHistory('/datasets/capitals/items');
  await page.getByText('The capital of Japan?').waitFor();
  await page.clock.install();
  const code = await holdRequests(page, '**/settings-screen-*.js');
  await page.getByLabel('Search inputs and outputs').fill('Kenya');
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect.poll(code.count).toBeGreaterThan(0);
  await page.clock.runFor(1_000);
  await code.release();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/datasets/capitals/settings');
});

it('keeps what is typed into the settings while others are being saved', async () => {
  const { page, storage } = await openHistory('/datasets/capitals/settings');
  await page.getByLabel('Name', { exact: true }).fill('Cities');
  const saving = await holdRequests(page, '**/api/v1/datasets/capitals');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(saving.count).toBe(1);
  await page.getByRole('textbox', { name: /^Description/ }).fill('Of the world');
  expect(await page.getByRole('button', { name: 'Save' }).isEnabled()).toBe(false);
  await saving.release();
  await page.getByText('Saved', { exact: true }).waitFor();
  await expect
    .poll(() => page.getByRole('textbox', { name: /^Description/ }).inputValue())
    .toBe('Of the world');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect
    .poll(() => storage.getDatasetById({ id: 'capitals' }))
    .toMatchObject({ name: 'Cities', description: 'Of the world' });
});

it('takes nothing that was typed for one dataset to another', async () => {
  const { page } = await openHistory('/datasets/capitals/settings', (storage) =>
    storage.createDataset({ id: 'rivers', name: 'Rivers' }),
  );
  await page.getByLabel('Name', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Datasets' }).click();
  await page.getByRole('link', { name: 'Rivers' }).click();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Rivers' }).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Lakes');
  // Several steps back at once, as the menu of the button does it.
  await page.evaluate('history.go(-3)');
  await page.getByRole('heading', { name: 'Capitals' }).waitFor();
  await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue()).toBe('Capitals');
});

it('takes each of several keys and clicks that come before the first is shown', async () => {
  const { page, studio } = await openHistory('/datasets/capitals/versions', (storage) =>
    storage.updateDataset({ id: 'capitals', description: 'Of the world' }),
  );
  const press = (key: string, times: number) =>
    page.evaluate(`for (let turn = 0; turn < ${times}; turn += 1) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true }));
    }`);
  const addressed = (name: string) => () => new URL(page.url()).searchParams.getAll(name);
  await page.getByText('Replace a question').waitFor();
  await press('j', 3);
  await expect.poll(addressed('version')).toEqual(['1']);
  await page.getByRole('heading', { name: 'Version 1' }).waitFor();

  await page.goto(`${studio.url}/datasets/capitals/compare?from=1&to=3`);
  const changes = page.getByRole('list', { name: 'Changes' }).getByRole('button');
  await expect.poll(() => changes.count()).toBe(3);
  await press('j', 2);
  await expect.poll(() => changes.last().getAttribute('aria-current')).toBe('true');
  await page.evaluate(`for (const button of document.querySelectorAll('main button')) {
    if (/^Added|^Inline/.test(button.textContent)) button.click();
  }`);
  await expect.poll(addressed('kind')).toEqual(['added']);
  await expect.poll(addressed('layout')).toEqual(['inline']);

  await page.goto(`${studio.url}/datasets/capitals/items`);
  await page.getByText('The capital of Japan?').waitFor();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'External id' }).waitFor();
  await page.evaluate(`for (const box of [...document.querySelectorAll('[role=dialog] input:checked')].slice(0, 2)) {
    box.click();
  }`);
  await expect.poll(addressed('columns')).toEqual(['expectedOutput', 'updatedAt']);
});

it('takes several splits that are chosen before the first is shown', async () => {
  const storage = await FILE.open();
  await storage.createDataset({ id: 'numbers', name: 'Numbers' });
  await storage.addItems({
    datasetId: 'numbers',
    items: ['easy', 'hard', 'odd'].map((split) => ({ input: split, splits: [split] })),
  });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at('/datasets/numbers/items'));
  await page.getByRole('button', { name: 'Splits', exact: true }).first().click();
  await page.getByRole('checkbox', { name: 'hard' }).waitFor();
  await page.evaluate(`for (const box of [...document.querySelectorAll('[role=dialog] input')].slice(0, 2)) {
    box.click();
  }`);
  await expect.poll(() => new URL(page.url()).search).toBe('?splits=easy&splits=hard');
});

it('takes no old answer for what somebody else did meanwhile', async () => {
  const storage = await FILE.open();
  const { datasetId, idOf } = await makeQuestions(storage);
  const studio = await startStudio(storage);
  const path = `/datasets/${datasetId}/items/${idOf('fr')}`;
  const { page } = await browser.open(studio.at(path));
  const edit = async (text: string) => {
    await page.getByRole('textbox', { name: 'Expected output' }).click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(text);
    await page.getByRole('button', { name: 'Review and commit' }).click();
  };
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const submit = page.getByRole('button', { name: 'Commit', exact: true });
  await edit('Paris');
  await submit.click();
  await page.getByText('Committed as v2').waitFor();

  const held = await holdRequests(page, /\/items\?.*ids=/);
  await edit('Paris, of course');
  await page.getByRole('list', { name: 'Changes' }).waitFor();
  await expect.poll(held.count).toBe(1);
  expect(await page.getByText('Somebody else').count()).toBe(0);
  await held.release();
  await submit.click();
  await page.getByText('Committed as v3').waitFor();
});

it('shows what somebody else did, also where an older answer comes later', async () => {
  const storage = await FILE.open();
  const { datasetId, idOf } = await makeQuestions(storage);
  const studio = await startStudio(storage);
  const id = idOf('fr');
  const { page } = await browser.open(studio.at(`/datasets/${datasetId}/items/${id}`));
  const answer = async (text: string) => {
    await page.getByRole('textbox', { name: 'Expected output' }).click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(text);
    await page.getByRole('button', { name: 'Review and commit' }).click();
    await page.getByRole('list', { name: 'Changes' }).waitFor();
  };
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await answer('Paris');
  const item = new RegExp(`/items/${id}$`);
  const old = await holdAnswers(page, item);
  await page.getByRole('button', { name: 'Commit', exact: true }).click();
  await page.getByRole('dialog', { name: 'Commit as one version' }).waitFor({ state: 'hidden' });
  await expect.poll(old.count).toBe(1);

  await storage.updateItem({ datasetId, id, expectedOutput: 'Lutetia' });
  await answer('Paris, of course');
  await page.getByText('Somebody else changed this item meanwhile').waitFor();
  const later = await holdRequests(page, item);
  await old.release();
  await page.getByRole('link', { name: 'fr' }).click();
  const conflict = page.getByRole('alert', { name: 'Conflict' });
  await conflict.getByText('Lutetia').waitFor();
  await later.release();
});

it('shows what was imported, also while the mapping of the file is still kept', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Imported' });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${id}/items`));
  await page.getByRole('heading', { name: 'No items yet' }).waitFor();
  await page.getByRole('link', { name: 'Import' }).click();
  await page.getByLabel('Choose a file').setInputFiles({
    name: 'rows.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('question,answer\nCapital of Peru?,Lima\n'),
  });
  const start = page.getByRole('button', { name: 'Import 1 item' });
  await expect.poll(() => start.isEnabled()).toBe(true);
  await start.click();
  await page.getByRole('heading', { name: 'Imported as v1' }).waitFor();
  const held = await holdRequests(page, `**/api/v1/datasets/${id}`);
  await page.getByRole('link', { name: 'Look at the items' }).click();
  await page.getByText('Capital of Peru?').waitFor();
  await held.release();
});

it('says that versions are on their way, not that there are none', async () => {
  const { page } = await openHistory('/datasets/capitals/items');
  await page.getByText('The capital of Japan?').waitFor();
  const held = await holdRequests(page, /\/versions\?/);
  await page.getByRole('button', { name: 'Version: Latest' }).click();
  await page.getByRole('combobox', { name: /^Version/ }).fill('Correct');
  await page.getByText('Loading…').waitFor();
  expect(await page.getByText('There is no such version').count()).toBe(0);
  await held.release();
  await page.getByRole('option', { name: /Correct the answer/ }).waitFor();
});

it('takes nobody back to the versions who has left them', async () => {
  const { page, storage } = await openHistory('/datasets/capitals/versions?version=1');
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('1 item will come back').waitFor();
  await page.getByRole('button', { name: 'Restore', exact: true }).last().click();
  await page.getByRole('heading', { name: 'Version 4' }).waitFor();
  const held = await holdRequests(page, '**/restore*');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(held.count).toBe(1);
  await page.getByRole('link', { name: 'Datasets' }).click();
  await page.getByRole('heading', { name: 'Datasets' }).waitFor();
  await held.release();
  await page.getByRole('row', { name: /v5/ }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  expect(await storage.getDatasetById({ id: 'capitals' })).toMatchObject({ versionNumber: 5 });
});

it('shows each version once, also while only some of them were read again', async () => {
  const { page } = await openHistory('/datasets/capitals/versions', async (storage) => {
    for (let number = 4; number <= 120; number += 1) {
      await storage.addItem({ datasetId: 'capitals', input: `Question ${number}` });
    }
  });
  const list = page.getByRole('list', { name: 'Versions' });
  await list.getByText('v120', { exact: true }).waitFor();
  await page.evaluate(
    `document.querySelector('[aria-label=Versions]').parentElement.scrollTop = 96 * 56`,
  );
  await list.getByText('v20', { exact: true }).waitFor();
  const older = await holdRequests(page, /\/versions\?.*page=1/);
  await page.evaluate(`fetch('/api/v1/datasets/capitals/items', {
    method: 'POST',
    headers: {
      Authorization: 'Bearer ' + localStorage.getItem('mastra-datasets.token'),
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ input: 'Question 121' }),
  })`);
  await page.evaluate(`document.querySelector('[data-version="22"]').click()`);
  await page.getByRole('button', { name: 'Tag' }).click();
  await page.getByRole('textbox', { name: 'Tag' }).fill('old');
  await page.keyboard.press('Enter');
  await expect.poll(older.count).toBe(1);
  await expect
    .poll(() => list.getByRole('listitem').first().getAttribute('aria-setsize'))
    .toBe('122');
  const numbers = await page.evaluate<number[]>(
    `[...document.querySelectorAll('[data-version]')].map((link) => Number(link.dataset.version))`,
  );
  expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => other - one));
  await older.release();
});

it('leaves rows chosen that are chosen while others are being deleted', async () => {
  const { page } = await openHistory('/datasets/capitals/items');
  const select = (name: string) => page.getByRole('checkbox', { name: `Select ${name}` }).check();
  await select('fr');
  const held = await holdRequests(page, /\/items\?.*ids=/);
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect.poll(held.count).toBe(1);
  await select('jp');
  await held.release();
  await page.getByText('1 deleted').waitFor();
  await page.getByText('1 selected').waitFor();
  await expect.poll(() => page.getByRole('checkbox', { name: 'Select jp' }).isChecked()).toBe(true);
});
