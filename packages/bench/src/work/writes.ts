import { check, checkItem } from '../check.js';
import type { EditingSubject, FreshQuestions } from '../subject.js';
import { takeSample, type Sample } from '../measure/sample.js';

async function checkTotal({ contender, datasetId, size }: EditingSubject): Promise<void> {
  check((await contender.countItems(datasetId)) === size, 'the total is not what was written');
}

/** Updates items one by one, each update in a commit of its own. */
export async function updateItems(
  subject: EditingSubject,
  count: number,
  fresh: FreshQuestions,
): Promise<Sample> {
  const { contender, datasetId } = subject;
  const edits = Array.from({ length: count }, () => {
    const place = subject.nextPlace();
    return { place, id: subject.idAt(place), question: fresh.next() };
  });
  const sample = await takeSample(contender, count, async () => {
    for (const { id, question } of edits) {
      const item = await contender.updateItem(datasetId, id, question);
      check(item.id === id, 'an update gave another item');
    }
  });
  for (const { place, question } of edits) subject.questions[place] = question;
  const last = edits.at(-1);
  if (last !== undefined) checkItem(await contender.getItem(last.id), last.question);
  await checkTotal(subject);
  return sample;
}

/** Deletes items one by one. */
export async function deleteItems(subject: EditingSubject, count: number): Promise<Sample> {
  const { contender, datasetId } = subject;
  const ids = Array.from({ length: count }, () => {
    const place = subject.nextPlace();
    const id = subject.idAt(place);
    subject.remove(place);
    return id;
  });
  const sample = await takeSample(contender, count, async () => {
    for (const id of ids) await contender.deleteItem(datasetId, id);
  });
  for (const id of ids) check((await contender.getItem(id)) === null, 'a delete left its item');
  await checkTotal(subject);
  return sample;
}

/** Adds items one by one. */
export async function addItems(
  subject: EditingSubject,
  count: number,
  fresh: FreshQuestions,
): Promise<Sample> {
  const { contender, datasetId } = subject;
  const sample = await takeSample(contender, count, async () => {
    for (let index = 0; index < count; index += 1) {
      const question = fresh.next();
      subject.push((await contender.addItem(datasetId, question)).id, question);
    }
  });
  await checkTotal(subject);
  return sample;
}

/** Adds items all at once, each by a call of its own. The commit wait counts here. */
export async function addConcurrently(
  subject: EditingSubject,
  count: number,
  fresh: FreshQuestions,
): Promise<Sample> {
  const { contender, datasetId } = subject;
  const questions = Array.from({ length: count }, () => fresh.next());
  let ids: string[] = [];
  const sample = await takeSample(contender, count, async () => {
    const items = await Promise.all(
      questions.map((question) => contender.addItem(datasetId, question)),
    );
    ids = items.map(({ id }) => id);
  });
  questions.forEach((question, index) => {
    subject.push(ids[index] ?? '', question);
  });
  await checkTotal(subject);
  checkItem(await contender.getItem(subject.idAt(subject.size - 1)), questions.at(-1));
  return { ...sample, waited: 0 };
}
