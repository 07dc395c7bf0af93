import assert from 'node:assert/strict';
import type { DatasetVersion, DatasetsStorage } from '@mastra-datasets/core';
import type { Random } from '../random.js';
import type { RecordedCall } from './calls.js';
import {
  differencesOf,
  digestOf,
  findChanged,
  itemOf,
  toSnapshot,
  type Difference,
  type Snapshot,
  type Step,
} from './snapshot.js';

const EVERYTHING = { page: 0, perPage: false } as const;

interface State {
  /** JSON text. */
  readonly item: string;
  readonly version: string;
  validTo: string | null;
}

function nameOf({ worker, number }: RecordedCall): string {
  return `call ${number} of ${worker}`;
}

/**
 * What one dataset has to hold, by what processes were told. Follows the versions one after the
 * other: each has to be what was acknowledged at it, and calls without an answer, each whole or
 * not at all.
 */
export class DatasetLedger {
  readonly datasetId: string;
  #number = 0;
  #version = '';
  #items: Snapshot = new Map();
  readonly #states = new Map<string, State[]>();
  readonly #digests = new Map<string, string>();
  readonly #acknowledged = new Map<string, RecordedCall[]>();
  /** Acknowledged calls that were told no version. */
  readonly #versionless = new Set<RecordedCall>();
  readonly #open = new Set<RecordedCall>();
  /** How many calls without an answer turned out to be applied. */
  adopted = 0;

  constructor(datasetId: string) {
    this.datasetId = datasetId;
  }

  get versions(): number {
    return this.#digests.size;
  }

  /** Takes over the first version. */
  async begin(storage: DatasetsStorage): Promise<void> {
    const newest = (await this.#listVersions(storage)).at(-1);
    assert(newest !== undefined, 'The dataset has no version.');
    const items = await storage.getItemsByVersion({
      datasetId: this.datasetId,
      version: newest.version,
    });
    this.#number = newest.number;
    this.#version = newest.version.toISOString();
    this.#items = toSnapshot(items);
    this.#digests.set(this.#version, digestOf(items));
    this.#remember(this.#version, this.#items, differencesOf(new Map(), this.#items));
  }

  /** Takes the calls of a process that is over. */
  take(calls: readonly RecordedCall[]): void {
    for (const call of calls) {
      if (call.datasetId !== this.datasetId || call.state === 'refused') continue;
      if (call.state === 'open') this.#open.add(call);
      else if (call.version === null) this.#versionless.add(call);
      else {
        const others = this.#acknowledged.get(call.version) ?? [];
        this.#acknowledged.set(call.version, [...others, call]);
      }
    }
  }

  /**
   * Checks every version since the last check, when all processes are over. Rejects when one is not
   * what it was acknowledged to be; acknowledged calls that are in none are then {@link lost}.
   */
  async check(storage: DatasetsStorage): Promise<void> {
    const { problems } = await storage.verify({ datasetId: this.datasetId });
    assert.deepEqual(problems, []);
    await this.#followAll(storage);
  }

  /** The acknowledged calls that no version up to the last check holds. */
  get lost(): string[] {
    return [...this.#acknowledged.values()]
      .flat()
      .concat([...this.#versionless])
      .map(nameOf);
  }

  /** Reads some versions that were checked before again. */
  async checkAgain(storage: DatasetsStorage, random: Random, count: number): Promise<number> {
    const known = [...this.#digests];
    const chosen =
      count >= known.length ? known : Array.from({ length: count }, () => random.pick(known));
    for (const pin of chosen) {
      if (pin === undefined) continue;
      const [version, digest] = pin;
      const items = await storage.getItemsByVersion({
        datasetId: this.datasetId,
        version: new Date(version),
      });
      assert.equal(digestOf(items), digest, `The version ${version} has changed.`);
    }
    return chosen.length;
  }

  /** Compares the history of every item that ever was with the versions. */
  async checkHistories(storage: DatasetsStorage): Promise<number> {
    for (const [id, states] of this.#states) {
      const history = await storage.getItemHistory({ id });
      const told = history.map(({ item, validTo, endedBy }) => {
        const end = validTo?.toISOString() ?? null;
        return { item: JSON.stringify(item), validTo: end, endedBy };
      });
      const expected = states.map(({ item, validTo }, index) => {
        const isReplaced = states[index + 1]?.version === validTo;
        return {
          item,
          validTo,
          endedBy: validTo === null ? null : isReplaced ? 'update' : 'delete',
        };
      });
      assert.deepEqual(told, expected.reverse());
    }
    return this.#states.size;
  }

  /** Oldest first. */
  async #listVersions(storage: DatasetsStorage): Promise<DatasetVersion[]> {
    const { datasetId } = this;
    const { versions } = await storage.listVersions({ datasetId, pagination: EVERYTHING });
    return versions.reverse();
  }

  /**
   * Follows the versions up to the newest. A server may still apply what a killed process had asked
   * for, so calls without an answer count as long as they are not found.
   */
  async #followAll(storage: DatasetsStorage): Promise<void> {
    for (;;) {
      for (const commit of await this.#listVersions(storage)) {
        if (commit.number > this.#number) await this.#follow(storage, commit);
      }
      const dataset = await storage.getDatasetById({ id: this.datasetId });
      const newest = dataset?.version.toISOString() ?? '';
      assert(newest >= this.#version, `The dataset went back to ${newest}.`);
      if (newest === this.#version) return;
    }
  }

  async #follow(storage: DatasetsStorage, commit: DatasetVersion): Promise<void> {
    const version = commit.version.toISOString();
    assert.equal(commit.number, this.#number + 1);
    assert(version > this.#version, `${version} comes after ${this.#version}.`);
    const items = await storage.getItemsByVersion({
      datasetId: this.datasetId,
      version: commit.version,
    });
    const after = toSnapshot(items);
    const differences = differencesOf(this.#items, after);
    const kinds = [...differences.values()];
    const countOf = (kind: Difference) => kinds.filter((other) => other === kind).length;
    const { added, updated, deleted, itemCount } = commit;
    assert.deepEqual(
      { added, updated, deleted, itemCount },
      {
        added: countOf('added'),
        updated: countOf('updated'),
        deleted: countOf('deleted'),
        itemCount: after.size,
      },
    );
    this.#explain(
      { version, before: this.#items, after, idsByExternalId: keys(after, differences) },
      differences,
    );
    this.#remember(version, after, differences);
    this.#digests.set(version, digestOf(items));
    this.#number = commit.number;
    this.#version = version;
    this.#items = after;
  }

  /** Finds the call for every difference. */
  #explain(step: Step, differences: ReadonlyMap<string, Difference>): void {
    const unexplained = new Map(differences);
    for (const call of this.#acknowledged.get(step.version) ?? []) {
      assert(call.after < step.version, `${nameOf(call)} got a version of before it began.`);
      for (const [index, change] of call.changes.entries()) {
        const id = findChanged(change, step);
        assert(id !== null, `${nameOf(call)}: its change ${index} is not in ${step.version}.`);
        const found = { action: unexplained.get(id), id, item: itemOf(step.after, id) };
        if (call.results !== null) assert.deepEqual(call.results[index], found, nameOf(call));
        unexplained.delete(id);
      }
    }
    this.#acknowledged.delete(step.version);
    for (const call of this.#versionless) {
      if (adopt(call, step, unexplained)) this.#versionless.delete(call);
    }
    // Two calls may have asked for the same deletion; the longer one is whole or does not fit.
    const open = [...this.#open].sort((left, right) => right.changes.length - left.changes.length);
    for (const call of open) {
      if (!adopt(call, step, unexplained)) continue;
      this.#open.delete(call);
      this.adopted += 1;
    }
    if (unexplained.size === 0) return;
    const halves = open.filter((call) => changedIn(call, step, unexplained).length > 0);
    const names = halves.map(nameOf).join(' and ');
    assert(halves.length === 0, `Only a part of ${names} is there in ${step.version}.`);
    assert.deepEqual([...unexplained], [], `Nobody asked for changes of ${step.version}.`);
  }

  #remember(version: string, after: Snapshot, differences: ReadonlyMap<string, Difference>): void {
    for (const [id, kind] of differences) {
      const states = this.#states.get(id) ?? [];
      const last = states.at(-1);
      if (last !== undefined && kind !== 'added') last.validTo = version;
      const item = after.get(id);
      if (item !== undefined) states.push({ item, version, validTo: null });
      this.#states.set(id, states);
    }
  }
}

/** The ids of items that a call changed in a step, as far as nobody else did. */
function changedIn(
  { changes }: RecordedCall,
  step: Step,
  unexplained: ReadonlyMap<string, Difference>,
): string[] {
  const ids = changes.map((change) => findChanged(change, step));
  return ids.filter((id) => id !== null).filter((id) => unexplained.has(id));
}

/** Explains differences by a call if it is there as a whole; gives whether it is. */
function adopt(call: RecordedCall, step: Step, unexplained: Map<string, Difference>): boolean {
  const ids = changedIn(call, step, unexplained);
  if (ids.length === 0 || ids.length < call.changes.length) return false;
  for (const id of ids) unexplained.delete(id);
  return true;
}

function keys(
  after: Snapshot,
  differences: ReadonlyMap<string, Difference>,
): ReadonlyMap<unknown, string> {
  return new Map([...differences.keys()].map((id) => [itemOf(after, id)?.['externalId'], id]));
}
