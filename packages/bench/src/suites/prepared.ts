import type { ConnectionSettings } from '../contenders/contender.js';
import { check, digestOfItems, digestOfQuestions } from '../check.js';
import { entrantsOf } from '../entrants.js';
import type { Store } from '../results.js';
import { firstQuestions, type Run } from '../run.js';
import {
  BasicSubject,
  FreshQuestions,
  isEditing,
  isFull,
  isOurs,
  type EditingSubject,
  type KnownVersion,
  type OurSubject,
  type Subject,
} from '../subject.js';
import { bulkAdd } from '../work/bulk.js';

/** The versions of a subject that reads go to. */
export interface Versions {
  first: KnownVersion;
  /** After half of the edits. */
  middle: KnownVersion;
  /** Ten edits before the latest. */
  beforeLast: KnownVersion;
  latest: KnownVersion;
}

/** Datasets of one size with everyone who takes part, held open. */
export interface Prepared {
  readonly store: Store;
  readonly size: number;
  readonly name: string;
  readonly ours: OurSubject;
  /** Ours, then the peer where there is one. */
  readonly full: readonly Subject[];
  /** These, then LanceDB where there is one. */
  readonly editing: readonly EditingSubject[];
  /** These, then the driver's limit where there is one. */
  readonly all: readonly BasicSubject[];
  readonly versions: Map<BasicSubject, Versions>;
  /** What each subject is written next; the same for all of them. */
  readonly fresh: Map<BasicSubject, FreshQuestions>;
}

/** Opens a store for everyone and adds the items. */
export async function prepare(run: Run, store: Store, size: number): Promise<Prepared> {
  const name = `reads-${size}`;
  const questions = firstQuestions(run, size);
  const all: BasicSubject[] = [];
  const versions = new Map<BasicSubject, Versions>();
  for (const entrant of entrantsOf(store, run.peers, run.folder)) {
    const subject = await BasicSubject.create(await entrant.open(name));
    await bulkAdd(subject, questions);
    all.push(subject);
    const first = await subject.markVersion();
    versions.set(subject, { first, middle: first, beforeLast: first, latest: first });
  }
  const ours = all.find(isOurs);
  check(ours !== undefined, 'ours takes no part');
  const fresh = new Map(all.map((subject) => [subject, new FreshQuestions(run.questions)]));
  const [full, editing] = [all.filter(isFull), all.filter(isEditing)];
  return { store, size, name, ours, full, editing, all, versions, fresh };
}

export function freshFor({ fresh }: Prepared, subject: BasicSubject): FreshQuestions {
  const questions = fresh.get(subject);
  check(questions !== undefined, 'a subject is unknown');
  return questions;
}

export function versionsOf({ versions }: Prepared, subject: BasicSubject): Versions {
  const known = versions.get(subject);
  check(known !== undefined, 'a subject is unknown');
  return known;
}

/** Notes how durable each connection is, for nobody may win by being careless. */
export async function noteConnections(run: Run, prepared: Prepared, when: string): Promise<void> {
  for (const { contender } of prepared.all) {
    const settings: ConnectionSettings | null = await contender.settings();
    if (settings !== null) run.connections.push({ label: contender.label, when, ...settings });
  }
}

/** Checks that everyone's versions hold what they must, and that our own digests agree. */
export async function checkContents(prepared: Prepared): Promise<void> {
  const digests = new Map<string, string>();
  const digestOf = async ({ questions }: KnownVersion, name: string) => {
    const digest = digests.get(name) ?? (await digestOfQuestions(questions));
    digests.set(name, digest);
    return digest;
  };
  for (const subject of prepared.editing) {
    const { first, middle, latest } = versionsOf(prepared, subject);
    for (const [name, version] of Object.entries({ first, middle, latest })) {
      const items = await subject.contender.snapshot(subject.datasetId, version.mark);
      const wanted = await digestOf(version, name);
      const { label } = subject.contender;
      check((await digestOfItems(items)) === wanted, `${label}: the ${name} version changed`);
      if (!isOurs(subject)) continue;
      const { storage } = subject.contender;
      const digest = await storage.snapshotDigest({
        datasetId: subject.datasetId,
        version: version.mark,
      });
      check(digest === wanted, `${label}: another digest of the ${name} version`);
    }
  }
}

export async function closeAll({ all }: Prepared): Promise<void> {
  for (const { contender } of all) await contender.close();
}
