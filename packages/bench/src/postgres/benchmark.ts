import type { PostgresServer } from '@mastra-datasets/test-servers';
import { check, checkItem } from '../check.js';
import type { BasicContender, Role } from '../contenders/contender.js';
import { MastraContender } from '../contenders/mastra.js';
import { measureRounds, measureWarmRounds, type Rounds } from '../measure/rounds.js';
import { takeSample, type Sample } from '../measure/sample.js';
import type { Question, Questions } from '../questions.js';
import { BasicSubject, FreshQuestions, isFull } from '../subject.js';
import { bulkAdd } from '../work/bulk.js';
import { listPage, readItems, readSnapshot } from '../work/reads.js';
import { addConcurrently, updateItems } from '../work/writes.js';
import { OurPostgresContender, PgLimitContender } from './contenders.js';
import type { MastraPostgresStore } from './peer.js';
import { toPostgresRow, type PostgresRow, type PostgresWork } from './results.js';

/** How much a run measures. */
export interface PostgresPlan {
  readonly mode: 'full' | 'short' | 'test';
  readonly sizes: readonly number[];
  readonly rounds: number;
  readonly operations: { readonly reads: number; readonly writes: number; readonly adds: number };
}

export const FULL_POSTGRES_PLAN: PostgresPlan = {
  mode: 'full',
  sizes: [1_000, 10_000, 100_000],
  rounds: 5,
  operations: { reads: 300, writes: 100, adds: 500 },
};

export const SHORT_POSTGRES_PLAN: PostgresPlan = {
  mode: 'short',
  sizes: [1_000, 10_000],
  rounds: 5,
  operations: { reads: 200, writes: 40, adds: 200 },
};

/** What a run needs. */
export interface PostgresRun {
  readonly plan: PostgresPlan;
  readonly questions: Questions;
  readonly server: PostgresServer;
  readonly Peer: MastraPostgresStore | undefined;
  readonly log: (line: string) => void;
}

/** Opens everybody who takes part, each in a database of its own. */
async function openContenders({ server, Peer }: PostgresRun): Promise<BasicContender[]> {
  const contenders: BasicContender[] = [OurPostgresContender.open(await server.createDatabase())];
  if (Peer !== undefined) {
    const store = new Peer({ id: 'peer', connectionString: await server.createDatabase() });
    contenders.push(await MastraContender.open('@mastra/pg', store));
  }
  contenders.push(await PgLimitContender.open(await server.createDatabase()));
  return contenders;
}

/** Measures everything that the plan asks for. */
export async function runPostgresBenchmark(run: PostgresRun): Promise<PostgresRow[]> {
  const rows: PostgresRow[] = [];
  for (const size of run.plan.sizes) rows.push(...(await measureSize(run, size)));
  return rows;
}

async function measureSize(run: PostgresRun, size: number): Promise<PostgresRow[]> {
  const { plan, questions, log } = run;
  const { reads, writes, adds } = plan.operations;
  const contenders = await openContenders(run);
  const rows: PostgresRow[] = [];
  const fresh = new Map<Role, FreshQuestions>();
  const freshFor = (role: Role) => {
    const known = fresh.get(role) ?? new FreshQuestions(questions);
    fresh.set(role, known);
    return known;
  };
  const keep = (work: PostgresWork, rounds: Rounds) => {
    rows.push(toPostgresRow(work, size, rounds));
  };

  log(`PostgreSQL, ${size} items: bulk`);
  const content = Array.from({ length: size }, (_, index) => questions.at(index));
  const subjects = new Map<Role, BasicSubject>();
  const added = await measureRounds(plan.rounds, contenders, async (contender) => {
    const subject = await BasicSubject.create(contender);
    subjects.set(contender.role, subject);
    if (contender instanceof PgLimitContender) await contender.clear();
    return bulkAdd(subject, content);
  });
  keep('bulkAdd', added);
  await run.server.query('CHECKPOINT');

  const all = [...subjects.values()];
  const full = all.filter(isFull);
  log(`PostgreSQL, ${size} items: reads`);
  keep(
    'pointRead',
    await measureWarmRounds(plan.rounds, all, (subject) => readItems(subject, reads)),
  );
  const pages = { page: 'first', perPage: Math.min(100, size), count: 5 } as const;
  keep(
    'firstPage',
    await measureWarmRounds(plan.rounds, full, (subject) => listPage(subject, pages)),
  );
  log(`PostgreSQL, ${size} items: writes`);
  keep(
    'updateOne',
    await measureWarmRounds(plan.rounds, all, (subject) =>
      isFull(subject)
        ? updateItems(subject, writes, freshFor(subject.role))
        : updateAlone(subject, writes, freshFor(subject.role)),
    ),
  );
  log(`PostgreSQL, ${size} items: snapshots`);
  keep(
    'snapshot',
    await measureWarmRounds(plan.rounds, all, async (subject) =>
      readSnapshot(subject, await subject.markVersion()),
    ),
  );
  keep(
    'addConcurrently',
    await measureWarmRounds(plan.rounds, full, (subject) =>
      addConcurrently(subject, adds, freshFor(subject.role)),
    ),
  );
  for (const contender of contenders) await contender.close();
  return rows;
}

/** Updates rows one by one with `pg` alone. */
async function updateAlone(
  subject: BasicSubject,
  count: number,
  fresh: FreshQuestions,
): Promise<Sample> {
  const { contender } = subject;
  if (!(contender instanceof PgLimitContender)) throw new TypeError('Not the limit.');
  const edits: { place: number; id: string; question: Question }[] = [];
  for (let index = 0; index < count; index += 1) {
    const place = subject.nextPlace();
    edits.push({ place, id: subject.idAt(place), question: fresh.next() });
  }
  const sample = await takeSample(contender, count, async () => {
    for (const { id, question } of edits) await contender.updateItem(id, question);
  });
  for (const { place, question } of edits) subject.questions[place] = question;
  const last = edits.at(-1);
  check(last !== undefined, 'no update was made');
  checkItem(await contender.getItem(last.id), last.question);
  return sample;
}
