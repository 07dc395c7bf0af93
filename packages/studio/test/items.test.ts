import { gzipSync } from 'node:zlib';
import type { NewDatasetItem, VersionedDatasetsStorage } from '@mastra-datasets/core';
import { reportFigure } from '@mastra-datasets/test-servers';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityProblems, scrollsSideways } from './support/accessibility.js';
import { useBrowser, type PageOptions } from './support/browser.js';
import { FILE, STORAGES } from './support/storages.js';
import { startStudio } from './support/studio.js';

const browser = useBrowser();

const COUNTRIES: readonly NewDatasetItem[] = [
  { externalId: 'fr', input: { country: 'France', level: 1 }, expectedOutput: 'Lyon' },
  { externalId: 'jp', input: { country: 'Japan', level: 2 }, expectedOutput: 'Tokyo' },
  { externalId: 'pe', input: { country: 'Peru', level: 3 }, expectedOutput: 'Lima' },
].map((item, index) => ({
  ...item,
  context: { continent: ['Europe', 'Asia', 'America'][index] },
  splits: [index === 0 ? 'test' : 'train'],
}));

async function addCountries(storage: VersionedDatasetsStorage): Promise<void> {
  await storage.createDataset({ id: 'capitals', name: 'Capitals' });
  await storage.addItems({ datasetId: 'capitals', author: 'Ada', items: COUNTRIES });
}

/** As {@link addCountries}, with a correction in version 2. */
async function addVersions(storage: VersionedDatasetsStorage): Promise<void> {
  await addCountries(storage);
  const named = { datasetId: 'capitals', externalId: 'fr' };
  const france = await storage.getItemByExternalId(named);
  await storage.updateItem({
    datasetId: 'capitals',
    id: france?.id ?? '',
    expectedOutput: 'Paris',
    author: 'Grace',
    message: 'Correct France',
  });
  await storage.tagVersion({ datasetId: 'capitals', version: 1, tag: 'baseline' });
}

async function addNumbers(storage: VersionedDatasetsStorage, count: number): Promise<void> {
  await storage.createDataset({ id: 'numbers', name: 'Numbers' });
  const items = Array.from({ length: count }, (_, index) => ({
    externalId: `n${index + 1}`,
    input: { number: index + 1, isEven: index % 2 === 1 },
    expectedOutput: `number ${index + 1}`,
  }));
  await storage.addItems({ datasetId: 'numbers', items });
}

/** Opens the items of a dataset at an address. */
async function openItems(storage: VersionedDatasetsStorage, path: string, options?: PageOptions) {
  const studio = await startStudio(storage);
  const opened = await browser.open(studio.at(`/datasets/${path}`), options);
  return { ...opened, studio };
}

/** The texts of a column, from the first row that is made on. */
async function column(page: Page, position: number): Promise<string[]> {
  const cells = page.locator(`[role=row] > [role=gridcell]:nth-child(${position + 1})`);
  return cells.allInnerTexts();
}

function showsFirst(page: Page, texts: readonly string[]) {
  return expect.poll(async () => (await column(page, 1)).slice(0, texts.length)).toEqual(texts);
}

describe.each(STORAGES)('items on $name', (kind) => {
  it('shows the values of the items in columns of their own', async () => {
    const storage = await kind.open();
    await addCountries(storage);
    const { page } = await openItems(storage, 'capitals/items');
    await showsFirst(page, ['pe', 'jp', 'fr']);
    const heads = await page.getByRole('columnheader').allInnerTexts();
    expect(heads.map((text) => text.replaceAll('\n', ' ')).slice(1)).toEqual([
      'External id',
      'Input country',
      'Input level',
      'Expected output',
      'Context continent',
      'Splits',
      'Changed',
    ]);
    const row = page.getByRole('row', { name: /Peru/ });
    expect((await row.getByRole('gridcell').allInnerTexts()).slice(1, 7)).toEqual([
      'pe',
      'Peru',
      '3',
      'Lima',
      'America',
      'train',
    ]);
    await page.getByText('3 items in v1').waitFor();
  });

  it('finds items by text, conditions and splits, and in any order', async () => {
    const storage = await kind.open();
    await addCountries(storage);
    const { page, studio } = await openItems(storage, 'capitals/items');
    await page.getByLabel('Search inputs and outputs').fill('LIMA');
    await showsFirst(page, ['pe']);
    await page.getByText('1 item that matches in v1').waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await showsFirst(page, ['pe', 'jp', 'fr']);

    await page.getByRole('button', { name: 'Conditions' }).click();
    await page.getByLabel('Field of condition 1').fill('input.level');
    await page.getByLabel('Comparison of condition 1').selectOption('is at least');
    await page.getByLabel('Value of condition 1').fill('2');
    await page.getByRole('button', { name: 'Apply' }).click();
    await showsFirst(page, ['pe', 'jp']);
    await page.getByLabel('Order').selectOption('Oldest first');
    await showsFirst(page, ['jp', 'pe']);
    const where = encodeURIComponent('{"input.level":{"$gte":2}}');
    await expect
      .poll(() => new URL(page.url()).search)
      .toBe(new URL(`${studio.url}/?where=${where}&order=oldest`).search);

    await page.goto(`${studio.url}/datasets/capitals/items?splits=test`);
    await showsFirst(page, ['fr']);
    await page.getByRole('button', { name: 'Splits: test' }).click();
    await page.getByRole('checkbox', { name: 'train' }).check();
    await showsFirst(page, ['pe', 'jp', 'fr']);
    expect(new URL(page.url()).search).toBe('?splits=test&splits=train');
  });

  it('shows any version by number, tag and time, from its address, too', async () => {
    const storage = await kind.open();
    await addVersions(storage);
    const { page, studio } = await openItems(storage, 'capitals/items?version=1');
    await page.getByText('You look at v1, as it was.').waitFor();
    await page.getByText('Lyon').waitFor();
    await page.getByRole('button', { name: 'Show the latest' }).click();
    await page.getByText('Paris').waitFor();
    await page.getByRole('button', { name: 'Version: Latest' }).click();
    await page.getByRole('option', { name: /v2.*Grace: Correct France/ }).waitFor();
    await page.keyboard.type('base');
    await page.keyboard.press('Enter');
    await page.getByText('Lyon').waitFor();
    expect(page.url()).toBe(`${studio.url}/datasets/capitals/items?version=1`);
    await page.goto(`${studio.url}/datasets/capitals/items?version=baseline`);
    await page.getByText('You look at v1, as it was.').waitFor();
    const { versions } = await storage.listVersions({
      datasetId: 'capitals',
      pagination: { page: 0, perPage: 1 },
    });
    const before = new Date((versions[0]?.version.getTime() ?? 0) - 1).toISOString();
    await page.goto(`${studio.url}/datasets/capitals/items?version=${before}`);
    await page.getByText('You look at v1, as it was.').waitFor();
    await page.goto(`${studio.url}/datasets/capitals/items?version=0`);
    await page.getByRole('heading', { name: 'This version has no items' }).waitFor();
  });
});

describe('what is wrong with an address', () => {
  it('shows what the API says of conditions where they are written', async () => {
    const storage = await FILE.open();
    await addCountries(storage);
    const where = encodeURIComponent('{"input.level":{"$gte":[2]}}');
    const { page, problems } = await openItems(storage, `capitals/items?where=${where}`);
    problems.allow(/400/);
    await page.getByRole('button', { name: 'Edit the conditions' }).click();
    const alert = page.getByRole('dialog').getByRole('alert');
    await expect.poll(() => alert.innerText()).toContain('where.input.level.$gte');
    const field = page.getByLabel('Field of condition 1');
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Value of condition 1').fill('2');
    await page.keyboard.press('Enter');
    await showsFirst(page, ['pe', 'jp']);
  });

  it('says what is no JSON, and keeps what was typed', async () => {
    const storage = await FILE.open();
    await addCountries(storage);
    const { page } = await openItems(storage, 'capitals/items?where=%7Bbroken');
    await page.getByText('This is no JSON').first().waitFor();
    await page.getByRole('button', { name: 'Edit the conditions' }).click();
    const json = page.getByLabel('Conditions in JSON');
    await expect.poll(() => json.inputValue()).toBe('{broken');
    await json.fill('[1]');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').getByText('Conditions are a JSON object').waitFor();
    await json.fill('{"$nor": [{"input.level": 1}]}');
    await page.keyboard.press('Control+Enter');
    await showsFirst(page, ['pe', 'jp']);
    await page.getByRole('button', { name: 'Conditions: JSON' }).waitFor();
  });

  it.each([
    ['splits=gone', 'There is no such split'],
    ['version=99', 'There is no such version'],
    ['version=gone', 'There is no such version'],
  ])('leads back from %s', async (query, title) => {
    const storage = await FILE.open();
    await addCountries(storage);
    const { page, problems } = await openItems(storage, `capitals/items?${query}`);
    problems.allow(/404/);
    await page.getByRole('heading', { name: title }).waitFor();
    await page.getByRole('button', { name: 'Show all items of the latest version' }).click();
    await showsFirst(page, ['pe', 'jp', 'fr']);
  });

  it('says that there is no such dataset', async () => {
    const { page, problems } = await openItems(await FILE.open(), 'gone/items');
    problems.allow(/404/);
    await page.getByRole('heading', { name: 'There is no such dataset' }).waitFor();
    await page.getByRole('link', { name: 'All datasets' }).click();
    await page.getByRole('heading', { name: 'No datasets yet' }).waitFor();
  });
});

it('says what to do where there are no items, or none that match', async () => {
  const storage = await FILE.open();
  await storage.createDataset({ id: 'empty', name: 'Empty' });
  await addCountries(storage);
  const { page, studio } = await openItems(storage, 'empty/items');
  await page.getByRole('heading', { name: 'No items yet' }).waitFor();
  await page.getByRole('button', { name: 'Import a file' }).click();
  await expect.poll(() => page.url()).toBe(`${studio.url}/datasets/empty/import`);
  await page.goto(`${studio.url}/datasets/capitals/items?search=Mars`);
  await page.getByRole('heading', { name: 'No items match' }).waitFor();
  await page.getByRole('button', { name: 'Show all items' }).click();
  await showsFirst(page, ['pe', 'jp', 'fr']);
});

it('shows the columns that one chooses, in the order and width that one gives them', async () => {
  const storage = await FILE.open();
  await addCountries(storage);
  const { page, studio } = await openItems(
    storage,
    'capitals/items?columns=externalId&columns=input.country&columns=input.level',
  );
  await showsFirst(page, ['pe']);
  const columns = () => new URL(page.url()).searchParams.getAll('columns');

  const level = page.getByRole('columnheader', { name: /level/ });
  await level.dragTo(page.getByRole('columnheader', { name: /External id/ }));
  await expect.poll(columns).toEqual(['input.level', 'externalId', 'input.country']);
  await level.getByRole('button').focus();
  await page.keyboard.press('Alt+ArrowRight');
  await expect.poll(columns).toEqual(['externalId', 'input.level', 'input.country']);

  const before = (await level.boundingBox())?.width ?? 0;
  const edge = await level.locator('[data-column]').boundingBox();
  if (edge === null) throw new Error('A column has an edge.');
  await page.mouse.move(edge.x + edge.width / 2, edge.y + 10);
  await page.mouse.down();
  await page.mouse.move(edge.x + edge.width / 2 + 60, edge.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect
    .poll(columns)
    .toEqual(['externalId', `input.level~${Math.round(before) + 60}`, 'input.country']);
  expect((await level.boundingBox())?.width).toBe(Math.round(before) + 60);
  const cell = page.locator('[role=row] > [role=gridcell]:nth-child(3)').first();
  expect((await cell.boundingBox())?.width).toBe(Math.round(before) + 60);
  await level.getByRole('button').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(columns).toContain(`input.level~${Math.round(before) + 44}`);

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Input country' }).uncheck();
  await page.getByLabel('Find or name a column').fill('context.continent');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect
    .poll(columns)
    .toEqual(['externalId', `input.level~${Math.round(before) + 44}`, 'context.continent']);
  await page.goto(page.url());
  await page.getByText('America').waitFor();
  expect(studio.url).toBe(new URL(page.url()).origin);
});

it('goes through rows with keys, chooses several, and opens one', async () => {
  const storage = await FILE.open();
  await addNumbers(storage, 500);
  const { page } = await openItems(storage, 'numbers/items');
  await showsFirst(page, ['n500']);
  const activeRow = () =>
    page.evaluate<string>(
      'document.getElementById(document.activeElement.getAttribute("aria-activedescendant"))?.innerText ?? ""',
    );
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect.poll(activeRow).toContain('n499');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByText('3 selected').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('selected').waitFor({ state: 'detached' });
  await page.keyboard.press('End');
  await expect.poll(activeRow).toContain('n1');
  await page.keyboard.press('Home');
  await expect.poll(activeRow).toContain('n500');
  await page.keyboard.press('Control+a');
  await page.getByText('500 selected').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('PageDown');
  await page.keyboard.press('k');
  const name = /n\d+/.exec(await activeRow())?.[0] ?? '';
  const item = await storage.getItemByExternalId({ datasetId: 'numbers', externalId: name });
  await page.keyboard.press('Enter');
  await expect.poll(() => page.url()).toMatch(new RegExp(`/datasets/numbers/items/${item?.id}$`));
});

it('chooses rows with the mouse, also all between two', async () => {
  const storage = await FILE.open();
  await addNumbers(storage, 20);
  const { page } = await openItems(storage, 'numbers/items');
  await page.getByLabel('Select n18').check();
  await page.getByLabel('Select n15').click({ modifiers: ['Shift'] });
  await page.getByText('4 selected').waitFor();
  await page.getByLabel('Select n17').uncheck();
  await page.getByText('3 selected').waitFor();
  // The keys go on from the row that was chosen last.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('x');
  await page.getByText('2 selected').waitFor();
  await expect.poll(() => page.getByLabel('Select n15').isChecked()).toBe(false);
  await page.getByRole('button', { name: 'Clear the selection (Esc)' }).click();
  await page.getByText('selected').waitFor({ state: 'detached' });
});

it('shows each of 5,000 rows, however one scrolls', async () => {
  const storage = await FILE.open();
  await addNumbers(storage, 5_000);
  const { page } = await openItems(storage, 'numbers/items?order=oldest');
  await showsFirst(page, ['n1', 'n2']);
  await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe('5001');
  for (const [row, name] of [
    [3_000, 'n3001'],
    [4_990, 'n4991'],
    [1_234, 'n1235'],
  ] as const) {
    await page.getByRole('grid').evaluate((grid, top) => {
      (grid as unknown as { scrollTop: number }).scrollTop = top;
    }, row * 33);
    await page.getByRole('link', { name, exact: true }).waitFor();
  }
  const made = await page.locator('[role=row]').count();
  expect(made).toBeLessThan(80);
});

it('follows changes that others make to the latest version', async () => {
  const storage = await FILE.open();
  await addCountries(storage);
  const { page } = await openItems(storage, 'capitals/items');
  await page.clock.install();
  await page.reload();
  await showsFirst(page, ['pe', 'jp', 'fr']);
  await storage.addItem({ datasetId: 'capitals', externalId: 'ke', input: { country: 'Kenya' } });
  await page.clock.runFor(20_000);
  await showsFirst(page, ['ke', 'pe', 'jp', 'fr']);
  await page.getByText('4 items in v2').waitFor();
});

it('shows hostile contents as text, and stays as quick', async () => {
  const storage = await FILE.open();
  let deep: unknown = 'deepest';
  for (let level = 0; level < 1_000; level += 1) deep = { level: deep };
  await storage.createDataset({ id: 'hostile', name: 'Hostile' });
  await storage.addItems({
    datasetId: 'hostile',
    items: [
      { externalId: 'html', input: '<img src=x onerror="document.title=1"><script>1</script>' },
      { externalId: 'bidi', input: 'invoice\u202Egnp.exe' },
      { externalId: 'long', input: 'x'.repeat(3_999_000) },
      { externalId: 'deep', input: deep },
      { externalId: 'keys', input: { '<b>': 1, __proto__x: 2, 'a.b': 3, '': 4 } },
    ],
  });
  const { page } = await openItems(storage, 'hostile/items');
  await showsFirst(page, ['keys', 'deep', 'long', 'bidi', 'html']);
  const [keys, deepText, long, bidi, html] = await column(page, 2);
  expect(html).toBe('<img src=x onerror="document.title=1"><script>1</script>');
  expect(bidi).toBe('invoiceU+202Egnp.exe');
  expect(long?.length).toBeLessThan(1_000);
  expect(deepText).toMatch(/^\{"level": \{"level": /);
  expect(keys).toContain('"<b>": 1');
  expect(await scrollsSideways(page)).toBe(false);
});

it.each([
  ['light', 1280],
  ['light', 390],
  ['dark', 1280],
  ['dark', 390],
] as const)('can be used by everybody, in %s and %i pixels wide', async (theme, width) => {
  const storage = await FILE.open();
  await addVersions(storage);
  const { page } = await openItems(storage, 'capitals/items?version=1', { theme, width });
  await page.getByText('France').waitFor();
  await page.getByRole('checkbox', { name: 'Select fr' }).check();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
  await page.getByRole('columnheader', { name: /level/ }).getByRole('button').click();
  await page.getByRole('menu').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  for (const name of ['Columns', 'Conditions', 'Splits', 'Version: v1']) {
    await page.getByRole('button', { name, exact: true }).first().click();
    await page.getByRole('dialog').waitFor();
    expect(await accessibilityProblems(page), name).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
});

it('says which rows did not come, and asks for them again', async () => {
  const storage = await FILE.open();
  await addNumbers(storage, 1_000);
  const { page, problems } = await openItems(storage, '');
  problems.allow(/ERR_|Failed to load/);
  await page.route('**/items?*cursor=*', (route) => route.abort());
  await page.route('**/items?*page=9*', (route) => route.abort());
  await page.goto(page.url().replace(/\/datasets.*/, '/datasets/numbers/items'));
  await showsFirst(page, ['n1000']);
  await page.getByRole('grid').focus();
  await page.keyboard.press('End');
  await page.getByText('Some rows did not come.').waitFor();
  await page.unroute('**/items?*page=9*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'n1', exact: true }).waitFor();
  await page.getByText('Some rows did not come.').waitFor({ state: 'detached' });
});

it('brings few rows at a time that nobody looks at, at first and after one jumped', async () => {
  const storage = await FILE.open();
  await addNumbers(storage, 5_000);
  const { page } = await openItems(storage, '');
  const lengths: number[] = [];
  await page.route('**/items?*cursor=*', async (route) => {
    const length = Number(new URL(route.request().url()).searchParams.get('perPage'));
    lengths.push(length);
    if (length === 800 && !lengths.slice(0, -1).includes(800)) {
      const far = page.waitForRequest(/page=49&/);
      await page.getByRole('grid').press('End');
      await far;
    }
    await route.continue();
  });
  await page.goto(page.url().replace(/\/datasets.*/, '/datasets/numbers/items'));
  await page.getByRole('checkbox', { name: 'Select all rows', disabled: false }).check();
  await page.getByText('5,000 selected').waitFor();
  const jump = lengths.indexOf(800) + 1;
  expect(lengths[0]).toBeLessThanOrEqual(200);
  expect(lengths.slice(jump, jump + 5)).toEqual([100, 200, 400, 800, 1_000]);
});

it('brings all rows of a server that gives shorter pages', async () => {
  const storage = await FILE.open();
  await addNumbers(storage, 350);
  const studio = await startStudio(storage, { limits: { pageLength: 100 } });
  const { page, problems } = await browser.open(studio.at('/datasets/numbers/items'));
  problems.allow(/400/);
  await showsFirst(page, ['n350']);
  await page.getByRole('checkbox', { name: 'Select all rows', disabled: false }).check();
  await page.getByText('350 selected').waitFor();
});

it('keeps the colours that one chooses', async () => {
  const storage = await FILE.open();
  await addCountries(storage);
  const { page } = await openItems(storage, 'capitals/items');
  const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const light = await background();
  await page.getByRole('button', { name: 'Colours' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  await page.reload();
  await showsFirst(page, ['pe']);
  expect(await background()).toBe(dark);
});

it.each(['/', '/datasets/capitals/items'])('loads at most 250 kB of code at %s', async (path) => {
  const storage = await FILE.open();
  await addCountries(storage);
  const studio = await startStudio(storage);
  const { page } = await browser.open('about:blank');
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (!response.url().endsWith('.js')) return;
    sizes.push(response.body().then((body) => gzipSync(body).byteLength));
  });
  await page.goto(studio.at(path));
  // What the first screen brings in advance for the next one counts, too.
  if (path === '/') await page.getByRole('link', { name: 'Capitals' }).click();
  await page.getByText('France').waitFor();
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThanOrEqual(250_000);
  reportFigure(`studio: bytes of compressed code that ${path} loads`, total);
});
