import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { coldAnswerSchema, type ColdAnswer, type ColdTask } from './task.js';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

const run = promisify(execFile);

/** Measures a task in a process that has done nothing else. */
export async function measureInProcess(task: ColdTask): Promise<ColdAnswer> {
  const path = join(task.folder, 'cold-task.json');
  await writeFile(path, JSON.stringify(task));
  const options = ['--import', 'tsx', '--conditions=mastra-datasets-source', CHILD, path];
  const { stdout } = await run(process.execPath, options);
  const answer = stdout.trim().split('\n').at(-1) ?? '';
  return coldAnswerSchema.parse(JSON.parse(answer));
}
