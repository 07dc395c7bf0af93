import { createToken, hashToken } from '@mastra-datasets/server';
import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser } from './support/browser.js';
import { makeQuestions } from './support/item-data.js';
import { FILE, STORAGES } from './support/storages.js';
import { startStudio } from './support/studio.js';

const browser = useBrowser();

/** Types over all that an editor holds. */
async function retype(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: label, exact: true }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

/** Commits the draft. */
async function commit(page: Page, message: string): Promise<void> {
  await page.getByRole('button', { name: 'Review and commit' }).click();
  await page.getByRole('textbox', { name: 'Message' }).fill(message);
  await page.getByRole('textbox', { name: 'Author' }).fill('Bea');
  await page.getByRole('button', { name: 'Commit', exact: true }).click();
}

/** Waits for the code that a page brings early, as it has to be there when the server is not. */
async function hasCommitDialog(page: Page): Promise<void> {
  for (const name of ['commit-dialog', 'merge-editor', 'recover']) {
    const isThere = `performance.getEntriesByType('resource').some(
      ({ name, responseEnd }) => name.includes('/${name}-') && name.endsWith('.js') && responseEnd > 0,
    )`;
    await expect.poll(() => page.evaluate(isThere)).toBe(true);
  }
}

describe.each(STORAGES)('an item on $name', (kind) => {
  it('is edited with others, and all become one version that can be undone', async () => {
    const storage = await kind.open();
    const { datasetId, idOf } = await makeQuestions(storage);
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at(`/datasets/${datasetId}/items/${idOf('fr')}`));
    await page.getByText('What is the capital of France?').waitFor();
    await page.keyboard.press('e');
    await retype(page, 'Expected output', 'P');
    await page.getByRole('list', { name: 'Problems of Expected output' }).waitFor();
    await retype(page, 'Expected output', 'Paris');
    await expect.poll(() => page.getByRole('list', { name: /^Problems/ }).count()).toBe(0);
    await page.goto(`${studio.url}/datasets/${datasetId}/items/${idOf('jp')}`);
    await page.getByText('1 changed').waitFor();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await retype(page, 'Expected output', 'Tokyo');
    await page.goto(`${studio.url}/datasets/${datasetId}/items/${idOf('chat')}`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Delete the item' }).click();
    await page.goto(`${studio.url}/datasets/${datasetId}/new-items/begin`);
    await retype(page, 'Input', 'What is the capital of Peru?');
    await page.getByRole('textbox', { name: 'External id' }).fill('pe');
    await expect
      .poll(() => page.getByRole('region', { name: /not committed/ }).textContent())
      .toContain('1 added, 2 changed, 1 deleted');
    await commit(page, 'Correct two answers');
    await page.getByText('Committed as v2').waitFor();
    const [version] = (
      await storage.listVersions({ datasetId, pagination: { page: 0, perPage: 1 } })
    ).versions;
    expect(version).toMatchObject({
      ...{ number: 2, added: 1, updated: 2, deleted: 1 },
      ...{ author: 'Bea', message: 'Correct two answers' },
    });
    expect(await storage.getItemByExternalId({ datasetId, externalId: 'fr' })).toMatchObject({
      expectedOutput: 'Paris',
      splits: ['test'],
    });
    await expect.poll(() => page.getByText('Not committed:').count()).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('v2 was undone').waitFor();
    expect(await storage.snapshotDigest({ datasetId })).toBe(
      await storage.snapshotDigest({ datasetId, version: 1 }),
    );
  });

  it('that somebody else changed is shown beside what was typed', async () => {
    const storage = await kind.open();
    const { datasetId, idOf } = await makeQuestions(storage);
    const studio = await startStudio(storage);
    const address = studio.at(`/datasets/${datasetId}/items/${idOf('fr')}`);
    const [{ page: ann }, { page: ben }] = [
      await browser.open(address),
      await browser.open(address),
    ];
    for (const [page, answer] of [
      [ann, 'Paris'],
      [ben, 'Paris, since 987'],
    ] as const) {
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await retype(page, 'Expected output', answer);
    }
    await commit(ben, 'Say since when');
    await ben.getByText('Committed as v2').waitFor();
    await ann.getByRole('button', { name: 'Review and commit' }).click();
    await ann.getByText('Somebody else changed this item meanwhile').waitFor();
    await expect
      .poll(() => ann.getByRole('button', { name: 'Commit', exact: true }).isEnabled())
      .toBe(false);
    await ann.getByRole('link', { name: 'fr' }).click();
    const conflict = ann.getByRole('alert', { name: 'Conflict' });
    await conflict.getByText('Paris, since 987').waitFor();
    await expect.poll(() => conflict.getByText('Paris', { exact: true }).count()).toBe(1);
    expect(await accessibilityProblems(ann)).toEqual([]);
    await ann.getByRole('button', { name: 'Keep yours' }).click();
    await conflict.waitFor({ state: 'detached' });
    await commit(ann, 'Correct it');
    await ann.getByText('Committed as v3').waitFor();
    const item = await storage.getItemByExternalId({ datasetId, externalId: 'fr' });
    expect(item?.expectedOutput).toBe('Paris');
  });

  it('keeps what was typed when the server ends, and makes one version when it is back', async () => {
    const storage = await kind.open();
    const { datasetId, idOf } = await makeQuestions(storage);
    const token = createToken();
    const tokens = [{ role: 'write', sha256: hashToken(token) }] as const;
    const studio = await startStudio(storage, { tokens });
    const path = `/datasets/${datasetId}/items/${idOf('fr')}`;
    const { page, problems } = await browser.open(`${studio.url}${path}#token=${token}`);
    problems.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await retype(page, 'Input', 'France?');
    await retype(page, 'Expected output', 'Par');
    await hasCommitDialog(page);
    await studio.stop();
    await page.keyboard.type('is');
    await page.getByRole('button', { name: 'Review and commit' }).click();
    await page.getByRole('textbox', { name: 'Message' }).fill('Shorter');
    await page.getByRole('button', { name: 'Commit', exact: true }).click();
    await page.getByText('Your changes are kept.').waitFor();
    const port = Number(new URL(studio.url).port);
    await startStudio(storage, { tokens, port });
    await page.reload();
    await page.getByRole('textbox', { name: 'Expected output' }).getByText('Paris').waitFor();
    await page.getByRole('button', { name: 'Review and commit' }).click();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Message' }).inputValue())
      .toBe('Shorter');
    await page.getByRole('button', { name: 'Commit', exact: true }).click();
    await page.getByText('Committed as v2').waitFor();
    const item = await storage.getItemByExternalId({ datasetId, externalId: 'fr' });
    expect(item).toMatchObject({ input: 'France?', expectedOutput: 'Paris', versionNumber: 2 });
  });

  it('makes no version twice whose answer was lost', async () => {
    const storage = await kind.open();
    const { datasetId, idOf } = await makeQuestions(storage);
    const studio = await startStudio(storage);
    const path = `/datasets/${datasetId}/items/${idOf('fr')}`;
    const { page, problems } = await browser.open(studio.at(path));
    problems.allow(/ERR_FAILED/);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await retype(page, 'Expected output', 'Paris');
    await page.goto(`${studio.url}/datasets/${datasetId}/new-items/begin`);
    await retype(page, 'Input', 'Peru?');
    // The server makes the version, and the page never hears of it.
    await page.route('**/changes', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await commit(page, 'Once');
    await page.getByText('v2 had been committed already').waitFor();
    const { versions } = await storage.listVersions({
      datasetId,
      pagination: { page: 0, perPage: 1 },
    });
    expect(versions).toMatchObject([{ number: 2, added: 1, updated: 1, itemCount: 4 }]);
    await expect.poll(() => page.getByText('Not committed:').count()).toBe(0);
  });

  it('has a history with what changed, and gets earlier content back', async () => {
    const storage = await kind.open();
    const { datasetId, idOf } = await makeQuestions(storage);
    const id = idOf('fr');
    await storage.updateItem({
      ...{ datasetId, id, expectedOutput: 'Paris', context: null },
      ...{ author: 'Bea', message: 'It is Paris' },
    });
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at(`/datasets/${datasetId}/items/${id}`));
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('It is Paris').waitFor();
    await history.getByRole('button', { name: 'Changes in v2' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Lyon').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await history.getByRole('button', { name: 'Restore the content of v1' }).click();
    await page.getByRole('button', { name: 'Commit', exact: true }).click();
    await page.getByText('Committed as v3').waitFor();
    const [item, before] = await Promise.all([
      storage.getItemById({ id }),
      storage.getItemById({ id, version: 1 }),
    ]);
    expect(item).toMatchObject({
      expectedOutput: before?.expectedOutput,
      context: before?.context,
    });
    await history.getByText('Restore the content of v1').waitFor();
  });
});

describe('the screen of an item', () => {
  it.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)('is readable at %d pixels, %s', async (width, theme) => {
    const storage = await FILE.open();
    const { datasetId, idOf } = await makeQuestions(storage);
    const studio = await startStudio(storage);
    const at = (path: string) => studio.at(`/datasets/${datasetId}/${path}`);
    const { page } = await browser.open(at(`items/${idOf('chat')}`), { width, theme });
    await page.getByText('And the capital of Peru?').waitFor();
    await page.getByRole('heading', { name: 'Expected output' }).waitFor();
    await page.locator('code', { hasText: 'select name' }).waitFor();
    await expect.poll(() => page.locator('strong', { hasText: 'one' }).count()).toBe(1);
    await page.getByText('First questions').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await retype(page, 'Expected output', 'L');
    await page.getByRole('list', { name: 'Problems of Expected output' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    await page.keyboard.insertText('ima');
    await page.getByRole('button', { name: 'Review and commit' }).click();
    await page.getByRole('list', { name: 'Changes' }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('is reached from the rows, where several are changed at once', async () => {
    const storage = await FILE.open();
    const { datasetId, idOf } = await makeQuestions(storage);
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at(`/datasets/${datasetId}/items`));
    await page.getByText('What is the capital of Japan?').waitFor();
    await page.getByRole('checkbox', { name: 'Select all rows' }).click();
    await page.getByText('3 selected').waitFor();
    await page.getByRole('button', { name: 'Add to a split' }).click();
    await page.getByRole('textbox', { name: 'Name of the split' }).fill('hard');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('3 changed').waitFor();
    await page.getByRole('button', { name: 'Add item' }).click();
    await retype(page, 'Input', 'Peru?');
    await commit(page, 'Mark the hard ones');
    await page.getByText('Committed as v2').waitFor();
    expect(await storage.listSplits({ datasetId })).toEqual([
      { name: 'hard', itemCount: 3 },
      { name: 'test', itemCount: 1 },
    ]);
    await page.goto(`${studio.url}/datasets/${datasetId}/items?version=1`);
    await page.getByText('What is the capital of France?').click();
    await page.waitForURL(`**/items/${idOf('fr')}?version=1`);
    await page.getByRole('heading', { name: 'fr' }).waitFor();
    expect(await page.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0);
  });

  it('works with the keyboard alone', async () => {
    const storage = await FILE.open();
    const { datasetId, idOf } = await makeQuestions(storage);
    const studio = await startStudio(storage);
    const { page } = await browser.open(studio.at(`/datasets/${datasetId}/items/${idOf('fr')}`));
    await page.getByText('What is the capital of France?').waitFor();
    const { keyboard } = page;
    await keyboard.press('e');
    // The focus is in the input: Tab leads on, through the form of the expected output.
    await expect.poll(() => page.evaluate('document.activeElement.ariaLabel')).toBe('Input');
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await expect
      .poll(() => page.evaluate('document.activeElement.ariaLabel'))
      .toBe('Expected output');
    await keyboard.press('ControlOrMeta+a');
    await keyboard.type('Paris');
    await keyboard.press('ControlOrMeta+Enter');
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    await keyboard.type('By hand');
    await keyboard.press('ControlOrMeta+Enter');
    await page.getByText('Committed as v2').waitFor();
    const item = await storage.getItemByExternalId({ datasetId, externalId: 'fr' });
    expect(item?.expectedOutput).toBe('Paris');
  });

  it('shows what was committed, also before it is read again', async () => {
    const storage = await FILE.open();
    const { datasetId, idOf } = await makeQuestions(storage);
    const studio = await startStudio(storage);
    const address = `/datasets/${datasetId}/items/${idOf('fr')}`;
    const { page } = await browser.open(studio.at(address));
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await retype(page, 'Expected output', 'Paris');
    await page.getByText('1 changed').waitFor();
    const held: Route[] = [];
    await page.route(`**/items/${idOf('fr')}*`, (route) => void held.push(route));
    await commit(page, 'Correct it');
    // Notes are dialogs, too.
    await page.getByRole('dialog', { name: 'Commit as one version' }).waitFor({ state: 'hidden' });
    await page.getByText('Paris', { exact: true }).waitFor();
    expect(held.length).toBeGreaterThan(0);
    expect(await page.getByText('Lyon', { exact: true }).count()).toBe(0);
    await Promise.all(held.map((route) => route.continue()));
    await page.getByText('Committed as v2').waitFor();
  });

  it('leaves the focus to who types elsewhere while an editor is loaded', async () => {
    const storage = await FILE.open();
    const { datasetId } = await makeQuestions(storage);
    const studio = await startStudio(storage);
    const address = `/datasets/${datasetId}/new-items/begin`;
    const { page } = await browser.open('about:blank');
    const held: Route[] = [];
    await page.route('**/code-editor-*.js', (route) => void held.push(route));
    await page.goto(studio.at(address));
    await expect.poll(() => held.length).toBe(1);
    const externalId = page.getByRole('textbox', { name: 'External id' });
    await externalId.click();
    await page.keyboard.insertText('pe');
    await Promise.all(held.map((route) => route.continue()));
    await page.getByRole('textbox', { name: 'Input', exact: true }).waitFor();
    await page.keyboard.insertText('ru');
    await expect.poll(() => externalId.inputValue()).toBe('peru');
  });

  it('shows hostile content as the text that it is', async () => {
    const storage = await FILE.open();
    const { id: datasetId } = await storage.createDataset({ name: 'hostile' });
    const html = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    let deep: unknown = 'bottom';
    for (let level = 0; level < 1_000; level += 1) deep = { next: deep };
    const items = await storage.addItems({
      datasetId,
      items: [
        {
          input: `# Title\n\n${html}\n\n[click](javascript:window.hacked=1)`,
          expectedOutput: html,
        },
        { input: 'user \u202Etxt.exe\u202C admin', context: { '\u202Eevil': html } },
        { input: 'x'.repeat(3_999_000), expectedOutput: 'short' },
        { input: deep },
        { input: [{ role: html, content: html }] },
      ],
    });
    const studio = await startStudio(storage);
    const at = (index: number) =>
      studio.at(`/datasets/${datasetId}/items/${items[index]?.id ?? ''}`);
    const { page } = await browser.open(at(0));
    await page.getByText('<script>window.hacked=1</script>').first().waitFor();
    await page.getByRole('link', { name: 'click' }).waitFor({ state: 'attached' });
    await page.goto(at(1));
    await page.getByText('U+202E').first().waitFor();
    await page.goto(at(4));
    await page.getByText(html).first().waitFor();
    for (const index of [2, 3]) {
      await page.goto(at(index));
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      const input = page.getByRole('textbox', { name: 'Input', exact: true });
      await input.click();
      await page.keyboard.press('ControlOrMeta+Home');
      await page.keyboard.type(index === 2 ? 'y' : ' ');
      await page.getByText('Kept in this browser').waitFor();
    }
    await commit(page, 'Touched');
    await page.getByText('Committed as v2').waitFor();
    const touched = await storage.getItemById({ id: items[2]?.id ?? '' });
    expect(touched?.input).toBe(`y${'x'.repeat(3_999_000)}`);
    expect((await storage.getItemById({ id: items[3]?.id ?? '' }))?.input).toEqual(deep);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
  });

  it('offers no changes to those who may only read', async () => {
    const storage = await FILE.open();
    const { datasetId, idOf } = await makeQuestions(storage);
    const studio = await startStudio(storage, { readOnly: true });
    const { page } = await browser.open(studio.at(`/datasets/${datasetId}/items/${idOf('fr')}`));
    await page.getByText('First questions').waitFor();
    await page.keyboard.press('e');
    expect(await page.getByRole('button', { name: /^(?:Edit|More|Restore)/ }).count()).toBe(0);
    expect(await page.getByRole('textbox').count()).toBe(0);
  });
});

it('says of an unknown item once that there is none', async () => {
  const storage = await FILE.open();
  const { id } = await storage.createDataset({ name: 'Unknown' });
  const studio = await startStudio(storage);
  const { page, problems } = await browser.open(studio.at(`/datasets/${id}/items/nothing`));
  problems.allow(/404/);
  await page.getByRole('heading', { name: 'There is no such item' }).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});
