import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { temporaryFolder } from './support/folder.js';
import { bash, prepareClone } from './support/shell.js';

const SET_UP = `set -e
git init --quiet --initial-branch=main .
git config user.email tests@example.com
git config user.name Tests
printf 'bin\\npackages\\n*.db*\\n' > .gitignore
mastra-datasets import packages/cli/examples/questions.csv --external-id id --input question --expected-output answer
mastra-datasets lock questions --vendor cases
git add . && git commit --quiet --message 'Lock the questions'`;

/** A branch that corrects a case and moves the lock to it. */
const branch = (name: string, item: string, answer: string) => `set -e
git switch --quiet --create ${name} main
mastra-datasets edit questions ${item} --expected-output ${answer}
mastra-datasets lock --update
git commit --quiet --all --message 'Correct ${item}'`;

/** What the job of a pull request does. */
const JOB = 'mastra-datasets lock --check';

it('two branches that move one entry conflict as text, and an update resolves it', async () => {
  expect(spawnSync('git', ['--version']).status, 'git is needed').toBe(0);
  const folder = await temporaryFolder();
  await prepareClone(folder);
  const run = async (script: string) => {
    const { code, output } = await bash(script, folder);
    return { code, output };
  };
  expect(await run(SET_UP)).toMatchObject({ code: 0 });
  expect(await run(JOB)).toMatchObject({ code: 0 });
  expect(await run(branch('mercury', 'q4', 'Mercury'))).toMatchObject({ code: 0 });
  expect(await run(branch('gross', 'q1', 'gross'))).toMatchObject({ code: 0 });

  const behind = await run(`git switch --quiet mercury && ${JOB}`);
  expect(behind.code).toBe(7);
  expect(behind.output).toContain('~ q1');

  const merged = await run('git merge gross');
  expect(merged.code).toBe(1);
  expect(merged.output).toContain('CONFLICT (content): Merge conflict in datasets.lock.json');
  const refused = await run(JOB);
  expect(refused.code).toBe(5);
  expect(refused.output).toContain('mastra-datasets lock --update');

  expect(await run('mastra-datasets lock --update')).toMatchObject({ code: 0 });
  expect(await run(JOB)).toMatchObject({ code: 0 });
  const committed = await run(
    "git add . && git commit --quiet --message 'Merge gross' && cat cases/*",
  );
  expect(committed.code).toBe(0);
  expect(committed.output).toContain('"expectedOutput":"Mercury"');
  expect(committed.output).toContain('"expectedOutput":"gross"');
  expect(committed.output).not.toContain('<<<<<<<');
});
