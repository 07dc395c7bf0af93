import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { COMPLETION_SCRIPTS } from '../src/completion/scripts.js';
import { write } from '../src/io.js';
import { cli } from './support/cli.js';
import { temporaryFolder } from './support/folder.js';
import { bash, prepareClone } from './support/shell.js';
import { makeDataset } from './support/store.js';

const hasFish = spawnSync('fish', ['--version']).status === 0;

const ESCAPE = '\u001b';

// eslint-disable-next-line no-control-regex
const COLOURS = /\u001b\[[\d;]*m/g;

let cwd: string;

beforeEach(async () => {
  cwd = await temporaryFolder();
  await makeDataset(cwd, 'questions', [{ input: 'Why?', externalId: 'q1' }]);
});

describe('colours', () => {
  it('are for terminals that want them', async () => {
    const parameters = ['diff', 'questions', '0'];
    const coloured = await cli(parameters, { cwd, isTerminal: true });
    expect(coloured.stdout).toContain(`${ESCAPE}[32m+ q1`);
    const plain = { stdout: coloured.stdout.replaceAll(COLOURS, '') };
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      const result = await cli(parameters, { cwd, isTerminal: true, env });
      expect(result.stdout).toBe(plain.stdout);
    }
    expect((await cli(parameters, { cwd })).stdout).not.toContain(ESCAPE);
    const failed = await cli(['show', 'nothing'], { cwd, isTerminal: true });
    expect(failed.stderr).toContain(`${ESCAPE}[31m`);
  });

  it('never come from what is stored', async () => {
    const hostile = `${ESCAPE}[2J${ESCAPE}]0;title\u0007\u009b31m\u202e`;
    await makeDataset(cwd, hostile, [
      { input: hostile, expectedOutput: { [hostile]: hostile }, externalId: hostile },
    ]);
    await writeFile(join(cwd, 'bad.csv'), `input,context.n:json\n1,${hostile}\n`);
    const commands = [
      ['list'],
      ['show', hostile],
      ['show', hostile, hostile],
      ['log', hostile],
      ['tag', hostile, hostile],
      ['log', hostile],
      ['diff', hostile, '0'],
      ['edit', hostile, hostile, '--input', 'x', '--message', hostile],
      ['diff', hostile, '1'],
      ['log', hostile],
      ['verify'],
      ['fork', hostile, `${hostile} 2`],
      ['show', `${hostile} 3`],
      ['import', 'bad.csv', '--dataset', hostile],
      ['delete', hostile, '--yes'],
    ];
    for (const command of commands) {
      const { stdout, stderr } = await cli(command, { cwd });
      // eslint-disable-next-line no-control-regex
      expect(stdout + stderr, command[0] ?? '').not.toMatch(/[\u001b\u0007\u009b\u202e]/);
    }
  });
});

describe('progress', () => {
  it('is a bar on a terminal, and lines elsewhere', async () => {
    await writeFile(join(cwd, 'many.csv'), `input\n${'a\n'.repeat(1_000)}`);
    const terminal = await cli(['import', 'many.csv'], { cwd, isTerminal: true });
    expect(terminal.stderr).toMatch(/Importing .*░* .*% · [\d,]+ rows · [\d,]+ rows\/s/);
    const plain = await cli(['import', 'many.csv', '--dataset', 'again'], { cwd });
    expect(plain.stderr).toBe('');
    await writeFile(join(cwd, 'more.csv'), `input\n${'a\n'.repeat(100_100)}`);
    const long = await cli(['import', 'more.csv', '--dry-run'], { cwd });
    expect(long.stderr).toBe('Importing: 100,000 rows\n');
  });

  it('has no bar for standard input, whose end nobody knows', async () => {
    const parameters = ['import', '-', '--format', 'csv', '--dataset', 'piped'];
    const stdin = `input\n${'a\n'.repeat(1_000)}`;
    const { code, stderr } = await cli(parameters, { cwd, stdin, isTerminal: true });
    expect(code).toBe(0);
    expect(stderr).toMatch(/Importing · [\d,]+ rows · [\d,]+ rows\/s/);
    expect(stderr).not.toContain('%');
  });

  it('tells the two passes of a table apart', async () => {
    const csv = await cli(['export', 'questions', '--format', 'csv'], { cwd, isTerminal: true });
    expect(csv.stderr).toMatch(/Finding columns [^]*Exporting /);
    const lines = await cli(['export', 'questions', '--format', 'jsonl'], {
      cwd,
      isTerminal: true,
    });
    expect(lines.stderr).toContain('Exporting ');
    expect(lines.stderr).not.toContain('Finding columns');
  });
});

describe('in a real terminal', () => {
  /** Runs a command in a pseudo-terminal, with answers typed into it. */
  async function inTerminal(command: string, answers: string) {
    const script = `printf ${answers} | script --quiet --return --command 'stty columns 100; ${command}' /dev/null`;
    return bash(script, cwd);
  }

  beforeEach(() => prepareClone(cwd));

  it('a deletion asks, and does what the answer says', async () => {
    const refused = await inTerminal('mastra-datasets delete questions', 'n');
    expect(refused.output).toContain('Delete questions with 1 item and 2 versions?');
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.output).toContain('Nothing was deleted.');
    const accepted = await inTerminal('mastra-datasets delete questions', 'y');
    expect(accepted).toMatchObject({ code: 0 });
    expect(accepted.output).toContain('Deleted questions with all its versions.');
  });
});

describe('a reader that stops early', () => {
  it('ends the command without a complaint', async () => {
    await prepareClone(cwd);
    const items = Array.from({ length: 20_000 }, (_, index) => ({
      input: 'x'.repeat(50),
      context: { index },
    }));
    await makeDataset(cwd, 'large', items);
    const script = 'set -o pipefail; mastra-datasets export large --format jsonl | head -n 1';
    const { code, output } = await bash(script, cwd);
    expect({ code, output }).toEqual({
      code: 0,
      output: `{"input":"${'x'.repeat(50)}","context":{"index":0}}\n`,
    });
  });

  it('does not make a check pass', async () => {
    await prepareClone(cwd);
    const items = Array.from({ length: 20_000 }, (_, index) => ({
      input: 'x'.repeat(50),
      context: { index },
    }));
    await makeDataset(cwd, 'large', items);
    for (const more of ['', ' --json']) {
      const command = `mastra-datasets diff large 0 --exit-code${more} | head -n 1 >/dev/null`;
      const { code, output } = await bash(`set -o pipefail; ${command}`, cwd);
      expect({ code, output }).toMatchObject({ code: 7 });
      expect(output).toContain('VERSIONS_DIFFER');
    }
    const digest = 'mastra-datasets digest large --expect f00 | true';
    expect(await bash(`set -o pipefail; ${digest}`, cwd)).toMatchObject({ code: 7 });
  });
});

it.runIf(process.platform === 'linux')('output that finds no space is an error', async () => {
  await prepareClone(cwd);
  for (const command of ['list', 'export questions --format jsonl', 'log questions --json']) {
    const { code, output } = await bash(`mastra-datasets ${command} >/dev/full`, cwd);
    expect(code).toBe(1);
    expect(output).toContain('The output cannot be written: ');
    expect(output).not.toContain('    at ');
  }
  expect(await bash('mastra-datasets --help >/dev/full', cwd)).toMatchObject({ code: 1 });
});

it('output waits for a slow reader without piling up listeners', async () => {
  const slow = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      setImmediate(done);
    },
  });
  for (let count = 0; count < 20; count += 1) await write(slow, 'text');
  const names = slow.eventNames();
  expect(names.map((name) => slow.listenerCount(name)).filter((count) => count > 1)).toEqual([]);
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish', 'powershell'])('has a script for %s', async (shell) => {
    await prepareClone(cwd);
    const { code, output } = await bash(`mastra-datasets complete ${shell}`, cwd);
    expect(code).toBe(0);
    expect(output).toContain('mastra-datasets complete -- ');
  });

  it.each([
    ['bash', '-o default'],
    ['zsh', '|| _files'],
    ['fish', '__fish_complete_path'],
    // PowerShell completes files by itself where a script gives nothing.
    ['powershell', "-not $_.StartsWith(':')"],
  ])('in %s names files where there is nothing else', (shell, part) => {
    expect(COMPLETION_SCRIPTS.get(shell)).toContain(part);
  });

  it.runIf(hasFish)('works in fish', async () => {
    await prepareClone(cwd);
    await writeFile(join(cwd, 'questions.csv'), 'input\n');
    const complete = async (line: string) => {
      const script = `mastra-datasets complete fish | source; complete -C '${line}'`;
      return (await bash(`fish --no-config -c ${JSON.stringify(script)}`, cwd)).output;
    };
    expect(await complete('mastra-datasets impo')).toMatch(/^import\t/);
    expect(await complete('mastra-datasets import --on-conflict u')).toMatch(/^update\b/);
    expect(await complete('mastra-datasets import que')).toBe('questions.csv\n');
  });

  it('works in bash without another package, also when it is loaded twice', async () => {
    await prepareClone(cwd);
    const script = `set -eu
      for time in 1 2; do source <(mastra-datasets complete bash); done
      try() {
        COMP_WORDS=(mastra-datasets "$@"); COMP_CWORD=$#
        __mastra_datasets_complete; echo "[\${COMPREPLY[*]:-}]"
      }
      try imp; try import --on; try import --on-conflict u; try import a.c
      try show '$(touch ran)' ''
      complete -p mastra-datasets`;
    const { code, output } = await bash(script, cwd);
    expect({ code, output }).toEqual({
      code: 0,
      output:
        '[import]\n[--on-conflict]\n[update]\n[]\n[]\n' +
        'complete -o bashdefault -o default -F __mastra_datasets_complete mastra-datasets\n',
    });
    expect(await readdir(cwd)).not.toContain('ran');
  });

  it('knows commands, options and their choices', async () => {
    await prepareClone(cwd);
    const complete = async (words: string) =>
      (await bash(`mastra-datasets complete -- ${words}`, cwd)).output;
    expect(await complete('""')).toMatch(/^import\t.*[^]*^verify\t/m);
    expect(await complete('import --on')).toContain('--on-conflict');
    expect(await complete('import --on-conflict ""')).toMatch(/skip/);
  });
});
