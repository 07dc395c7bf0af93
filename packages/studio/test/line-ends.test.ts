import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { useBrowser } from './support/browser.js';
import { FILE } from './support/storages.js';
import { startStudio } from './support/studio.js';

const browser = useBrowser();

/** Texts with every kind of line end, by the external ids of their items. */
const TEXTS = {
  windows: 'Capital of Japan;\r\nasked on a form\r\n',
  unix: 'Capital of Japan;\nasked on a form',
  mixed: 'One\r\ntwo\nthree\rfour',
  separators: 'One\u2028two\u2029three\u0085four\u000bfive',
  alone: 'ten percent\rdone',
} as const;

async function makeTexts(open: typeof FILE.open) {
  const storage = await open();
  const { id: datasetId } = await storage.createDataset({ name: 'Line ends' });
  const items = await storage.addItems({
    datasetId,
    items: Object.entries(TEXTS).map(([externalId, input]) => ({
      ...{ externalId, input },
      expectedOutput: { text: input, isRight: false },
    })),
  });
  const idOf = (externalId: string) =>
    items.find((item) => item.externalId === externalId)?.id ?? '';
  const inputOf = async (externalId: string) =>
    (await storage.getItemByExternalId({ datasetId, externalId }))?.input;
  return { storage, datasetId, idOf, inputOf };
}

/** Goes to the end of an editor. */
async function goToEnd(page: Page, label: string): Promise<void> {
  await page.getByRole('textbox', { name: label, exact: true }).click();
  await page.keyboard.press('Control+End');
}

/** Pastes a text where the cursor is. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(text)});
    document.activeElement.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }`);
}

async function commit(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Review and commit' }).click();
  await page.getByRole('button', { name: 'Commit', exact: true }).click();
  await page.getByText(/^Committed as v\d/).waitFor();
}

it('keeps the line ends of a text that is changed elsewhere, and takes a change back', async () => {
  const { storage, datasetId, idOf, inputOf } = await makeTexts(FILE.open);
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${datasetId}`));
  for (const externalId of Object.keys(TEXTS)) {
    await page.goto(`${studio.url}/datasets/${datasetId}/items/${idOf(externalId)}`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await goToEnd(page, 'Input');
    await page.keyboard.type('!');
    await goToEnd(page, 'Expected output');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.press('Control+Backspace');
    await page.keyboard.type('true');
    await page.getByRole('region', { name: /not committed/ }).waitFor();
  }
  await commit(page);
  for (const [externalId, input] of Object.entries(TEXTS)) {
    const item = await storage.getItemByExternalId({ datasetId, externalId });
    expect(item).toMatchObject({
      input: `${input}!`,
      expectedOutput: { text: input, isRight: true },
    });
  }
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('v2 was undone').waitFor();
  for (const [externalId, input] of Object.entries(TEXTS)) {
    expect(await inputOf(externalId)).toBe(input);
    await page.goto(`${studio.url}/datasets/${datasetId}/items/${idOf(externalId)}`);
    await page.getByRole('heading', { name: externalId }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await page.getByRole('region', { name: /not committed/ }).count()).toBe(0);
  }
});

it('has no conflict with its user when a change is taken back while the editor is open', async () => {
  const { storage, datasetId, idOf, inputOf } = await makeTexts(FILE.open);
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${datasetId}/items/${idOf('windows')}`));
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await goToEnd(page, 'Input');
  await page.keyboard.type('!');
  await commit(page);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('v2 was undone').waitFor();
  await page.getByRole('link', { name: 'Show the item at v3' }).waitFor();
  expect(await inputOf('windows')).toBe(TEXTS.windows);
  expect(await page.getByRole('alert').count()).toBe(0);
  expect(await page.getByRole('region', { name: /not committed/ }).count()).toBe(0);
});

it('gives new lines the ends that the text has, and keeps what was copied out of a mixed one', async () => {
  const { storage, datasetId, idOf, inputOf } = await makeTexts(FILE.open);
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${datasetId}`));
  for (const externalId of ['windows', 'unix', 'mixed']) {
    await page.goto(`${studio.url}/datasets/${datasetId}/items/${idOf(externalId)}`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await goToEnd(page, 'Input');
    await page.keyboard.press('Enter');
    await paste(page, 'a\nb\r\nc\u2028d');
    await page.getByRole('region', { name: /not committed/ }).waitFor();
  }
  await commit(page);
  expect(await inputOf('windows')).toBe(`${TEXTS.windows}\r\na\r\nb\r\nc\u2028d`);
  expect(await inputOf('unix')).toBe(`${TEXTS.unix}\na\nb\nc\u2028d`);
  expect(await inputOf('mixed')).toBe(`${TEXTS.mixed}\na\nb\r\nc\u2028d`);
});

it('says where only the line ends differ', async () => {
  const { storage, datasetId, idOf } = await makeTexts(FILE.open);
  await storage.updateItem({
    ...{ datasetId, id: idOf('windows') },
    input: TEXTS.windows.replaceAll('\r\n', '\n'),
  });
  const studio = await startStudio(storage);
  const { page } = await browser.open(studio.at(`/datasets/${datasetId}/compare?from=1&to=2`));
  await page.getByText('Line ends: CRLF before, LF after').waitFor();
  await page.goto(`${studio.url}/datasets/${datasetId}/items/${idOf('windows')}`);
  await page.getByRole('button', { name: 'Changes in v2' }).click();
  await page.getByRole('dialog').getByText('Line ends: CRLF before, LF after').waitFor();
});
