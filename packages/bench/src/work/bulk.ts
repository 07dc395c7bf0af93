import { check, checkItem } from '../check.js';
import type { BasicSubject, EditingSubject } from '../subject.js';
import type { Question } from '../questions.js';
import { takeSample, type Sample } from '../measure/sample.js';

/** Adds all questions in one commit. */
export async function bulkAdd(
  subject: BasicSubject,
  questions: readonly Question[],
): Promise<Sample> {
  const { contender, datasetId } = subject;
  let ids: string[] = [];
  const sample = await takeSample(contender, questions.length, async () => {
    const items = await contender.addItems(datasetId, questions);
    ids = items.map(({ id }) => id);
    checkItem(items[0] ?? null, questions[0]);
  });
  check(ids.length === questions.length, 'a bulk add lost items');
  questions.forEach((question, index) => {
    subject.push(ids[index] ?? '', question);
  });
  return sample;
}

/** Deletes some items in one commit, every second one. */
export async function bulkDelete(subject: EditingSubject, count: number): Promise<Sample> {
  const { contender, datasetId } = subject;
  const before = subject.size;
  const ids = subject.ids.filter((_id, index) => index % 2 === 0).slice(0, count);
  const sample = await takeSample(contender, ids.length, () =>
    contender.deleteItems(datasetId, ids),
  );
  const left = await contender.countItems(datasetId);
  check(left === before - ids.length, 'a bulk delete left items');
  return sample;
}
