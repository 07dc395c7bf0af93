import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { cli } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { contentOf, makeDataset } from './support/store.js';

const LINE = '{"input":"Why?"}\n';

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  await makeDataset(cwd, 'questions', [{ input: 'Why?' }]);
});

async function exportTo(file: string, ...more: string[]) {
  return cli(['export', 'questions', '--output', file, ...more], { cwd });
}

describe('an exported file', () => {
  it('replaces no file that it did not write, nor one that was changed since', async () => {
    await writeFile(join(cwd, 'a.jsonl'), 'of somebody');
    const env = { HOME: cwd };
    const repeat = (...more: string[]) =>
      cli(['export', 'questions', '--output', 'a.jsonl', ...more], { cwd, env });
    const refused = await repeat();
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toBe(
      'error NOT_CONFIRMED: a.jsonl is there already, and is not as an export left it.\n' +
        '  next: replace it with --force, or name another file\n',
    );
    expect(await readFile(join(cwd, 'a.jsonl'), 'utf8')).toBe('of somebody');
    expect(await repeat('--force')).toMatchObject({ code: 0 });
    expect(await repeat()).toMatchObject({ code: 0 });
    await writeFile(join(cwd, 'a.jsonl'), `${LINE}{"input":"added by hand"}\n`);
    expect(await repeat()).toMatchObject({ code: 2 });
    await writeFile(join(cwd, 'a.jsonl'), '');
    expect(await repeat()).toMatchObject({ code: 0 });
  });

  it('is JSON Lines on standard output where nothing else is asked for', async () => {
    expect(await cli(['export', 'questions'], { cwd })).toMatchObject({ code: 0, stdout: LINE });
  });

  it('replaces an earlier one, keeps its mode, and leaves its neighbours alone', async () => {
    await writeFile(join(cwd, 'a.jsonl'), 'earlier');
    await chmod(join(cwd, 'a.jsonl'), 0o640);
    await writeFile(join(cwd, 'a.jsonl.part'), 'of somebody else');
    const before = await readdir(cwd);
    expect(await exportTo('a.jsonl', '--force')).toMatchObject({ code: 0 });
    expect(await readFile(join(cwd, 'a.jsonl'), 'utf8')).toBe(LINE);
    expect((await stat(join(cwd, 'a.jsonl'))).mode & 0o777).toBe(0o640);
    expect(await readFile(join(cwd, 'a.jsonl.part'), 'utf8')).toBe('of somebody else');
    expect(await readdir(cwd)).toEqual(before);
  });

  it.each(['there', 'not there yet'])(
    'goes where a link leads, to a file that is %s',
    async (state) => {
      await mkdir(join(cwd, 'folder'));
      if (state === 'there') await writeFile(join(cwd, 'folder/target.jsonl'), 'earlier');
      await symlink('folder/target.jsonl', join(cwd, 'link.jsonl'));
      expect(await exportTo('link.jsonl', '--force')).toMatchObject({ code: 0 });
      expect((await lstat(join(cwd, 'link.jsonl'))).isSymbolicLink()).toBe(true);
      expect(await readFile(join(cwd, 'folder/target.jsonl'), 'utf8')).toBe(LINE);
    },
  );

  it.runIf(process.platform !== 'win32')('goes into a pipe that has a name', async () => {
    await promisify(execFile)('mkfifo', [join(cwd, 'pipe.jsonl')]);
    const received = readFile(join(cwd, 'pipe.jsonl'), 'utf8');
    expect(await exportTo('pipe.jsonl')).toMatchObject({ code: 0 });
    expect(await received).toBe(LINE);
    expect((await stat(join(cwd, 'pipe.jsonl'))).isFIFO()).toBe(true);
    expect(await exportTo('pipe.jsonl', '--format', 'parquet')).toMatchObject({ code: 2 });
  });

  it('never is a file of the store', async () => {
    await symlink('mastra.db', join(cwd, 'link.jsonl'));
    for (const file of ['mastra.db', 'link.jsonl', 'mastra.db-wal']) {
      const { code, stderr } = await exportTo(file, '--format', 'jsonl', '--force');
      expect(code).toBe(2);
      expect(stderr).toContain('is a file of the store, which would be lost.');
    }
    expect(await contentOf(cwd, 'questions')).toEqual([{ input: 'Why?' }]);
  });

  it('may have a name as long as the disk takes', async () => {
    const file = `${'x'.repeat(249)}.jsonl`;
    expect(await exportTo(file)).toMatchObject({ code: 0 });
    expect(await readdir(cwd)).toContain(file);
  });
});
