import { measureInProcess } from '../cold/process.js';
import { COLD_CALLS, type ColdTask } from '../cold/task.js';
import type { BasicContender, Role } from '../contenders/contender.js';
import { entrantsOf, type Entrant } from '../entrants.js';
import { measureRounds, measureWarmRounds, toRow } from '../measure/rounds.js';
import { takeSample } from '../measure/sample.js';
import { PATHS } from '../paths.js';
import { firstQuestions, type Run } from '../run.js';
import { BasicSubject, FreshQuestions, isFull } from '../subject.js';
import { bulkAdd } from '../work/bulk.js';
import { runSession } from '../work/session.js';

/** Somebody's dataset in a file that nobody has open. */
interface ClosedDataset extends Pick<ColdTask, 'datasetId' | 'ids'> {
  readonly role: Role;
  readonly entrant: Entrant;
  readonly label: string;
  /** Whether it can do a session, which reads pages. */
  readonly hasPages: boolean;
}

async function makeDataset(run: Run, entrant: Entrant, name: string, size: number) {
  const contender = await entrant.open(name);
  const subject = await BasicSubject.create(contender);
  await bulkAdd(subject, firstQuestions(run, size));
  await contender.close();
  const { datasetId, ids } = subject;
  const { role, label } = contender;
  return { role, entrant, label, datasetId, ids, hasPages: isFull(subject) };
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
      ...{ work, role, folder, name, datasetId, ids },
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
  const fresh = new Map(full.map(({ role }) => [role, new FreshQuestions(run.questions)]));
  const warm = await measureWarmRounds(plan.rounds, full, (dataset) =>
    measureSession(dataset, name, fresh.get(dataset.role) ?? new FreshQuestions(run.questions)),
  );
  run.rows.push(
    toRow({ store: 'file', work: 'coldRead', size }, reads),
    toRow({ store: 'file', work: 'coldSession', size }, cold),
    toRow({ store: 'file', work: 'session', size }, warm),
  );
}

async function measureSession(dataset: ClosedDataset, name: string, fresh: FreshQuestions) {
  let opened: BasicContender | undefined;
  const { datasetId, ids } = dataset;
  const waited = () => opened?.waited() ?? 0;
  return takeSample({ waited }, 1, async () => {
    opened = await dataset.entrant.open(name);
    const subject = new BasicSubject(opened, datasetId);
    if (!isFull(subject)) throw new Error(`${dataset.label} has no pages.`);
    await runSession(subject.contender, { datasetId, ids, fresh });
    await opened.close();
  });
}
