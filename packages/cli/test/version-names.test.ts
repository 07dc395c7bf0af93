import { beforeEach, describe, expect, it } from 'vitest';
import { cli, cliJson } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { inStore } from './support/store.js';

let cwd: string;

/** Versions 0 to 3, each with one item more, and tags as an earlier release let them be made. */
async function makeVersions(tags: Readonly<Record<string, number>> = {}): Promise<void> {
  await inStore(cwd, async (datasets) => {
    const { id: datasetId } = await datasets.createDataset({ name: 'questions' });
    for (const input of ['one', 'two', 'three']) await datasets.addItem({ datasetId, input });
    for (const [tag, version] of Object.entries(tags)) {
      await datasets.tagVersion({ datasetId, tag, version });
    }
  });
}

/** Exports a version, and gives how many items it has, and what was told about its name. */
async function exported(version: string) {
  const { code, stdout, stderr } = await cli(['export', 'questions', '--version', version], {
    cwd,
  });
  return { code, items: stdout.split('\n').length - 1, told: stderr };
}

beforeEach(async () => {
  cwd = await temporaryFolder();
});

describe('a version', () => {
  it.each([
    ['3', 3],
    ['latest', 3],
    ['~0', 3],
    ['previous', 2],
    ['-1', 2],
    ['~1', 2],
    ['~2', 1],
    ['-3', 0],
  ])('named %s has %i items', async (name, items) => {
    await makeVersions();
    expect(await exported(name)).toEqual({ code: 0, items, told: '' });
    expect(await cliJson(['diff', 'questions', name], { cwd })).toMatchObject({
      from: { number: items },
    });
  });

  it('says what it was called, at both ends of a diff', async () => {
    await makeVersions({ baseline: 1 });
    const { stdout } = await cli(['diff', 'questions', 'baseline', '-1', '--stat'], { cwd });
    expect(stdout).toMatch(/ from version 1 \(tag baseline, \S+Z\) to version 2 \(-1, \S+Z\)\n$/);
    const restored = await cli(['restore', 'questions', '~2'], { cwd });
    expect(restored.stdout).toMatch(/^Restored questions to version 1 \(~2, .* in version 4 \(/);
  });

  it('that a date names is told', async () => {
    await makeVersions();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    expect(await exported(tomorrow)).toEqual({
      code: 0,
      items: 3,
      told: `${tomorrow} is read as a date: version 3, newest at ${tomorrow}T00:00:00.000Z.\n`,
    });
  });

  it('is not the tag of the same name, which is told how to write', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await makeVersions({ [tomorrow]: 1, '2': 1, '1999-01-01': 1 });
    const date = await exported(tomorrow);
    expect(date).toMatchObject({ code: 0, items: 3 });
    expect(date.told).toContain(
      `The tag of that name is written tag:${tomorrow}, and names version 1.\n`,
    );
    expect(await exported('2')).toEqual({
      code: 0,
      items: 2,
      told: '2 is read as a number: version 2. The tag of that name is written tag:2, and names version 1.\n',
    });
    expect(await exported(`tag:${tomorrow}`)).toEqual({ code: 0, items: 1, told: '' });
    expect(await exported('1999-01-01')).toMatchObject({
      code: 3,
      told: expect.stringContaining('the tag of that name is written tag:1999-01-01; ') as string,
    });
  });

  it('called latest by a tag of an earlier release stays what it was', async () => {
    await makeVersions({ latest: 1 });
    expect(await exported('latest')).toEqual({
      code: 0,
      items: 1,
      told: 'latest is read as the tag of version 1.\n',
    });
    expect(await exported('~0')).toMatchObject({ items: 3 });
  });

  it.each([
    ['basline', /has no tag basline\.\n {2}next: did you mean baseline\? /],
    ['lastest', /next: did you mean latest\? /],
    [
      '9',
      /has no version 9; the newest is version 3\.\n {2}next: .* mastra-datasets log questions\n/,
    ],
    ['~9', /has no version ~9; the newest is version 3\./],
    ['1999-01-01', /had no version yet at 1999-01-01T00:00:00\.000Z\./],
    ['2026-11-25 10:00', /next: a date and time needs its zone, such as 2026-11-25T10:00Z; /],
  ])('named %s that is not there is told what is', async (name, told) => {
    await makeVersions({ baseline: 1 });
    const result = await exported(name);
    expect(result.code).toBe(3);
    expect(result.told).toMatch(told);
  });
});

describe('a tag', () => {
  it.each(['2', '2026-11-25', '2026-11-25T10:00Z', '2026-13-99', 'latest', 'previous', '-1', '~2'])(
    'that would be read otherwise is refused, and made with tag: before it: %s',
    async (name) => {
      await makeVersions();
      const refused = await cli(['tag', 'questions', name, '1'], { cwd });
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(`or write tag:${name} here and wherever you mean it\n`);
      const made = await cli(['tag', 'questions', `tag:${name}`, '1'], { cwd });
      expect(made).toMatchObject({ code: 0 });
      expect(made.stderr).toContain(`Write tag:${name} wherever you mean it: `);
      expect(await exported(`tag:${name}`)).toEqual({ code: 0, items: 1, told: '' });
      const deleted = await cli(['tag', 'questions', `tag:${name}`, '--delete'], { cwd });
      expect(deleted).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it('that is there is moved by what the error says', async () => {
    await makeVersions({ baseline: 1 });
    const { code, stderr } = await cli(['tag', 'questions', 'baseline', '~1'], { cwd });
    expect(code).toBe(4);
    expect(stderr).toBe(
      'error VERSION_CONFLICT: The tag baseline names version 1 already.\n' +
        '  next: let it name version 2 with: mastra-datasets tag questions baseline 2 --move\n',
    );
    const moved = await cli(['tag', 'questions', 'baseline', '2', '--move'], { cwd });
    expect(moved.stdout).toMatch(/^baseline names version 2 /);
  });
});
