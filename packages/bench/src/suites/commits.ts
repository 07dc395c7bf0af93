import { median } from 'simple-statistics';
import { OurContender } from '../contenders/ours.js';
import type { Measure } from '../results.js';
import type { Run } from '../run.js';
import { BasicSubject, FreshQuestions } from '../subject.js';
import { addItems } from '../work/writes.js';

/** Measures how many commits a second one dataset takes in memory, each awaited, waits included. */
export async function measureCommitRate({ plan, questions }: Run): Promise<Measure> {
  const count = plan.operations.commits;
  const rates: number[] = [];
  for (let round = 0; round < plan.rounds; round += 1) {
    const contender = OurContender.inMemory();
    const subject = await BasicSubject.create(contender);
    const { milliseconds } = await addItems(subject, count, new FreshQuestions(questions));
    rates.push((count / milliseconds) * 1_000);
    await contender.close();
  }
  const label = 'ours, awaited one by one';
  return { store: 'memory', size: count, label, value: median(rates) };
}
