import { readFile } from 'node:fs/promises';
import { check } from '../check.js';
import type { BasicContender } from '../contenders/contender.js';
import { entrantsOf } from '../entrants.js';
import { loadPeers, NO_PEERS } from '../peers/load.js';
import { generateQuestion } from '../questions.js';
import { BasicSubject, FreshQuestions, isFull } from '../subject.js';
import { runSession } from '../work/session.js';
import { COLD_CALLS, coldTaskSchema, type ColdAnswer, type ColdTask } from './task.js';

async function open({ role, folder, name, peers }: ColdTask): Promise<BasicContender> {
  const installed = peers === null ? NO_PEERS : await loadPeers(peers);
  const entrant = entrantsOf('file', installed, folder).find((found) => found.role === role);
  check(entrant !== undefined, `${role} takes no part`);
  return entrant.open(name);
}

/** The first reads of the process; the store is open already. */
async function measureReads(task: ColdTask): Promise<ColdAnswer> {
  const contender = await open(task);
  const ids = Array.from({ length: COLD_CALLS }, (_, index) => task.ids[index % task.ids.length]);
  const start = performance.now();
  for (const id of ids) check((await contender.getItem(id ?? '')) !== null, 'an item is missing');
  const milliseconds = performance.now() - start;
  await contender.close();
  return { milliseconds, waited: 0 };
}

/** The first session of the process, opening and closing included, loading of code excluded. */
async function measureSession(task: ColdTask): Promise<ColdAnswer> {
  // Opening loads code by and by; a store of its own does that before the time counts.
  await (await open({ ...task, name: `${task.name}-other` })).close();
  const start = performance.now();
  const contender = await open(task);
  const subject = new BasicSubject(contender, task.datasetId);
  check(isFull(subject), `${task.role} has no pages`);
  const fresh = new FreshQuestions({ origin: 'generated', at: generateQuestion });
  await runSession(subject.contender, { datasetId: task.datasetId, ids: task.ids, fresh });
  await contender.close();
  return { milliseconds: performance.now() - start, waited: contender.waited() };
}

const [, , path = ''] = process.argv;
const task = coldTaskSchema.parse(JSON.parse(await readFile(path, 'utf8')));
const answer = task.work === 'reads' ? await measureReads(task) : await measureSession(task);
console.log(JSON.stringify(answer));
