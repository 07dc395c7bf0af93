import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { createToken, hashToken } from '@mastra-datasets/server';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser, type PageOptions } from './support/browser.js';
import { temporaryFolder } from './support/folder.js';
import { makeQuestions } from './support/item-data.js';
import { startStudioProcess, type StudioProcessOptions } from './support/studio-process.js';

const browser = useBrowser();
const AWAY = 'The server does not answer.';

/** An item that is edited, of a server that can be killed and started again where it was. */
async function editAnItem(
  { death }: Pick<StudioProcessOptions, 'death'>,
  pageOptions: PageOptions = {},
) {
  const file = pathToFileURL(join(await temporaryFolder(), 'datasets.db')).href;
  const storage = new DatasetsLibSQL({ url: file });
  const { datasetId, idOf } = await makeQuestions(storage);
  await storage.close();
  const token = createToken();
  const sha256 = hashToken(token);
  const server = await startStudioProcess({ file, sha256, ...(death && { death }) });
  const path = `/datasets/${datasetId}/items/${idOf('fr')}`;
  const { page, problems } = await browser.open(`${server.url}${path}#token=${token}`, pageOptions);
  problems.allow(/ERR_CONNECTION_|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE/);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('textbox', { name: 'Expected output', exact: true }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText('Par');
  await page.getByText('1 changed').waitFor();
  // The page brings what it needs for a commit before somebody needs it.
  await page.getByRole('button', { name: 'Review and commit' }).click();
  await page.getByRole('button', { name: 'Not yet' }).click();
  const port = Number(new URL(server.url).port);
  return {
    page,
    server,
    restart: () => startStudioProcess({ file, sha256, port }),
    /** The versions that the file has, newest first, and the answer of the newest. */
    content: async () => {
      const reading = new DatasetsLibSQL({ url: file });
      try {
        const pagination = { page: 0, perPage: 10 };
        const { versions } = await reading.listVersions({ datasetId, pagination });
        const item = await reading.getItemByExternalId({ datasetId, externalId: 'fr' });
        return { numbers: versions.map(({ number }) => number), answer: item?.expectedOutput };
      } finally {
        await reading.close();
      }
    },
  };
}

async function commit(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Review and commit' }).click();
  await page.getByRole('textbox', { name: 'Message' }).fill('Correct France');
  await page.getByRole('button', { name: 'Commit', exact: true }).click();
}

it('goes on when the server was killed while somebody typed', async () => {
  const { page, server, restart, content } = await editAnItem({});
  await server.kill();
  await page.getByRole('textbox', { name: 'Expected output', exact: true }).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('is');
  await commit(page);
  await page.getByText('Your changes are kept.').waitFor();
  await page.getByRole('status').getByText(AWAY).waitFor();
  // A dialog that opens hides the rest of the page from everybody, but not this.
  await page.getByRole('button', { name: 'Not yet' }).click();
  await page.getByRole('button', { name: 'Review and commit' }).click();
  await page.getByRole('dialog').waitFor();
  await page.getByRole('status').getByText(AWAY).waitFor();
  await restart();
  await page.getByRole('status').getByText(AWAY).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Commit', exact: true }).click();
  await page.getByText('Committed as v2').waitFor();
  expect(await content()).toEqual({ numbers: [2, 1, 0], answer: 'Paris' });
});

it('commits once when the server was killed before it had the commit', async () => {
  const { page, server, restart, content } = await editAnItem({ death: 'before' });
  await commit(page);
  await server.gone();
  await page.getByText('Your changes are kept.').waitFor();
  expect(await content()).toEqual({ numbers: [1, 0], answer: 'Lyon' });
  await restart();
  await page.getByRole('status').getByText(AWAY).waitFor({ state: 'detached' });
  await page.getByText('1 changed').waitFor();
  await page.getByRole('button', { name: 'Commit', exact: true }).click();
  await page.getByText('Committed as v2').waitFor();
  expect(await content()).toEqual({ numbers: [2, 1, 0], answer: 'Par' });
});

it('finds the version that was made when the server was killed before it answered', async () => {
  const { page, server, restart, content } = await editAnItem({ death: 'after' });
  await commit(page);
  await server.gone();
  await page.getByText('Your changes are kept.').waitFor();
  await page.getByRole('button', { name: 'Not yet' }).click();
  await restart();
  // Nobody has to do anything: the page asks by itself.
  await page.getByText('v2 had been committed already').waitFor();
  await page.getByText('Not committed:').waitFor({ state: 'detached' });
  expect(await content()).toEqual({ numbers: [2, 1, 0], answer: 'Par' });
});

it.each([
  ['light', 1280],
  ['dark', 390],
] as const)('says what happened, readable in %s at %i pixels', async (theme, width) => {
  const { page, server } = await editAnItem({}, { theme, width });
  await server.kill();
  await commit(page);
  await page.getByRole('status').getByText(AWAY).waitFor();
  await page.getByRole('button', { name: 'Not yet' }).click();
  await page.getByText('1 changed').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
});
