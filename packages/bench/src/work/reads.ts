import { check, checkItem } from '../check.js';
import type { Page, ReadItem } from '../contenders/contender.js';
import type {
  BasicSubject,
  EditingSubject,
  KnownVersion,
  OurSubject,
  Subject,
} from '../subject.js';
import { takeSample, type Sample } from '../measure/sample.js';

/** Reads items by id. */
export async function readItems(subject: BasicSubject, count: number): Promise<Sample> {
  const { contender } = subject;
  const places = Array.from({ length: count }, () => subject.nextPlace());
  const ids = places.map((place) => subject.idAt(place));
  let last: ReadItem | null = null;
  const sample = await takeSample(contender, count, async () => {
    for (const id of ids) last = await contender.getItem(id);
  });
  checkItem(last, subject.questions[places.at(-1) ?? 0]);
  return sample;
}

/** Reads items by id as they were at an old version. */
export async function readOldItems(
  subject: EditingSubject,
  count: number,
  { mark, ids, questions }: KnownVersion,
): Promise<Sample> {
  const { contender } = subject;
  const places = Array.from({ length: count }, () => subject.nextPlace() % ids.length);
  const wanted = places.map((place) => ids[place] ?? '');
  let last: ReadItem | null = null;
  const sample = await takeSample(contender, count, async () => {
    for (const id of wanted) last = await contender.getItemAt(id, mark);
  });
  checkItem(last, questions[places.at(-1) ?? 0]);
  return sample;
}

/** Which page of the list. */
export interface PageWork {
  readonly page: 'first' | 'last';
  readonly perPage: number;
  /** How often it is read. */
  readonly count: number;
  readonly version?: KnownVersion | undefined;
}

/** The number of the last page that is full. */
function lastFullPage(total: number, perPage: number): number {
  return Math.max(0, Math.floor(total / perPage) - 1);
}

function checkPage(page: Page | undefined, length: number, total: number): void {
  check(page?.items.length === length, 'a page has another length');
  check(page.pagination.total === total, 'a page has another total');
}

/** Lists a page by its number. */
export async function listPage(subject: Subject, work: PageWork): Promise<Sample> {
  const { contender, datasetId } = subject;
  const { perPage, version } = work;
  const total = version?.ids.length ?? subject.size;
  const page = work.page === 'first' ? 0 : lastFullPage(total, perPage);
  let result: Page | undefined;
  const sample = await takeSample(contender, work.count, async () => {
    for (let index = 0; index < work.count; index += 1) {
      result = await contender.listPage({ datasetId, page, perPage, version: version?.mark });
    }
  });
  checkPage(result, perPage, total);
  return sample;
}

/** Goes on to the last full page by the cursor of the page before; the same place as above. */
export async function listNextPage(
  subject: OurSubject,
  { perPage, count }: PageWork,
): Promise<Sample> {
  const { contender, datasetId } = subject;
  const page = lastFullPage(subject.size, perPage);
  const before = await contender.listPage({ datasetId, page: page - 1, perPage });
  const cursor = before.nextCursor;
  check(cursor !== undefined, 'a page in the middle has no cursor');
  let result: Page | undefined;
  const sample = await takeSample(contender, count, async () => {
    for (let index = 0; index < count; index += 1) {
      result = await contender.listAfter(datasetId, cursor, perPage);
    }
  });
  checkPage(result, perPage, subject.size);
  const byNumber = await contender.listPage({ datasetId, page, perPage });
  const idsOf = ({ items }: Page) => items.map(({ id }) => id).join();
  check(result !== undefined && idsOf(result) === idsOf(byNumber), 'a cursor gave another page');
  return sample;
}

/** Reads a whole version. */
export async function readSnapshot(
  { contender, datasetId }: BasicSubject,
  { mark, ids }: KnownVersion,
): Promise<Sample> {
  let length = 0;
  const sample = await takeSample(contender, 1, async () => {
    length = (await contender.snapshot(datasetId, mark)).length;
  });
  check(length === ids.length, 'a snapshot has another number of items');
  return sample;
}
