import { distance } from 'fastest-levenshtein';

/** What other products call the things that are known here by these names. */
const NAMES_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  answer: ['expectedOutput'],
  expected: ['expectedOutput'],
  groundtruth: ['expectedOutput'],
  groundtruthschema: ['expectedOutputSchema'],
  ideal: ['expectedOutput'],
  label: ['expectedOutput'],
  output: ['expectedOutput'],
  outputs: ['expectedOutput'],
  outputschema: ['expectedOutputSchema'],
  reference: ['expectedOutput'],
  referenceoutputs: ['expectedOutput'],
  target: ['expectedOutput'],
  metadata: ['context'],
  filter: ['where', 'search'],
  query: ['search'],
  itemid: ['id'],
  itemids: ['ids'],
  asof: ['version'],
  limit: ['perPage', 'pagination'],
  offset: ['page', 'pagination'],
  pagesize: ['perPage', 'pagination'],
  page: ['pagination'],
  perpage: ['pagination'],
  upsert: ['onConflict'],
  key: ['externalId'],
};

/** How many letters of a near name may differ: a third of them, but at least one. */
function isNear(name: string, known: string): boolean {
  const allowed = Math.max(1, Math.floor(Math.min(name.length, known.length) / 3));
  return distance(name, known) <= allowed;
}

/** Leaves out case and separators, because they do not change what a name means. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

/** The known name that a caller probably meant by another one; `undefined` where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const plain = plainName(name);
  if (Object.hasOwn(NAMES_ELSEWHERE, plain)) {
    const meant = NAMES_ELSEWHERE[plain]?.find((candidate) => known.includes(candidate));
    if (meant !== undefined) return meant;
  }
  const near = known.filter((candidate) => isNear(plain, plainName(candidate)));
  const distanceTo = (candidate: string) => distance(plain, plainName(candidate));
  return near.sort((left, right) => distanceTo(left) - distanceTo(right))[0];
}
