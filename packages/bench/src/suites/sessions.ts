import { measureInProcess } from '../cold/process.js';
import { COLD_CALLS, type ColdTask } from '../cold/task.js';
import type { Role } from '../contenders/contender.js';
import { entrantsOf, type Entrant } from '../entrants.js';
import { measureRounds, measureWarmRounds, toRow } from '../measure/rounds.js';
import { takeSample } from '../measure/sample.js';
import { PATHS } from '../paths.js';
import { firstQuestions, type Run } from '../run.js';
import { BasicSubject, FreshQuestions, isFull } from '../subject.js';
import { bulkAdd } from '../work/bulk.js';
import { runSession, type SessionPlace } from '../work/session.js';

/** Somebody's dataset in a file that nobody has open. */
interface ClosedDataset extends SessionPlace {
  readonly role: Role;
  readonly entrant: Entrant;
  /** Whether it can do a session, which reads pages. */
  readonly hasPages: boolean;
}

async function makeDataset(run: Run, entrant: Entrant, name: string, size: number) {
  const contender = await entrant.open(name);
  const subject = await BasicSubject.create(contender);
  await bulkAdd(subject, firstQuestions(run, size));
  await contender.close();
  const { datasetId, ids } = subject;
  const fresh = new FreshQuestions(run.questions);
  return { role: contender.role, entrant, datasetId, ids, fresh, hasPages: isFull(subject) };
}

/** Measures the first calls of a process, and a user's session in a fresh process and in a warm one. */
export async function measureSessions(run: Run, size: number): Promise<void> {
  const name = `sessions-${size}`;
  const { plan, peers, folder } = run;
  const datasets: ClosedDataset[] = [];
  for (const entrant of entrantsOf('file', peers, folder)) {
    datasets.push(await makeDataset(run, entrant, name, size));
  }
  const full = datasets.filter(({ hasPages }) => hasPages);
  const inProcess = async (work: ColdTask['work'], { role, datasetId, ids }: ClosedDataset) =>
    measureInProcess({
      ...{ work, role, folder, name, datasetId, ids: [...ids] },
      peers: Object.keys(peers.versions).length === 0 ? null : PATHS.peers,
    });

  const reads = await measureRounds(plan.coldRounds, datasets, async (dataset) => ({
    ...(await inProcess('reads', dataset)),
    operations: COLD_CALLS,
  }));
  const cold = await measureRounds(plan.coldRounds, full, async (dataset) => ({
    ...(await inProcess('session', dataset)),
    operations: 1,
  }));
  const warm = await measureWarmRounds(plan.rounds, full, (dataset) =>
    measureSession(dataset, name),
  );
  run.rows.push(
    toRow({ store: 'file', work: 'coldRead', size }, reads),
    toRow({ store: 'file', work: 'coldSession', size }, cold),
    toRow({ store: 'file', work: 'session', size }, warm),
  );
}

async function measureSession({ entrant, ...place }: ClosedDataset, name: string) {
  let waited = 0;
  return takeSample({ waited: () => waited }, 1, async () => {
    waited = await runSession(() => entrant.open(name), place);
  });
}
