import { ITEM_DOCUMENTS } from '../adapter/columns.js';
import type { ItemDocuments, ItemRecord, ItemStateRecord } from '../adapter/records.js';
import type { CommitChecker, Counted } from './commits.js';
import { reasonAgainst, type DocumentShape } from './documents.js';
import type { Problems } from './problems.js';

const SHAPES = {
  input: 'any',
  expectedOutput: 'any',
  context: 'object',
  splits: 'names',
  source: 'object',
  attributes: 'object',
} as const satisfies Record<keyof ItemDocuments, DocumentShape>;

/** What an {@link ItemChecker} needs. */
interface ItemCheckerOptions {
  readonly datasetId: string;
  /** States and ends after this time do not count. */
  readonly upTo: number;
  readonly commits: CommitChecker;
  readonly problems: Problems;
}

/** Checks that the states of each item follow one another and hold what was written. */
export class ItemChecker {
  readonly #options: ItemCheckerOptions;
  readonly #externalIds = new Set<string>();
  /** The times of changes after `upTo`, each with an item that was changed then. */
  readonly #later = new Map<number, string>();
  count = 0;
  stateCount = 0;

  constructor(options: ItemCheckerOptions) {
    this.#options = options;
  }

  /** Takes every state of one item, in any order. */
  add(states: readonly ItemStateRecord[]): void {
    const { upTo } = this.#options;
    this.#rememberLater(states);
    const known = states
      .filter(({ item }) => item.version <= upTo)
      .map((state) => ({
        ...state,
        validTo: state.validTo === null || state.validTo > upTo ? null : state.validTo,
      }))
      .sort((left, right) => left.item.version - right.item.version);
    const [first] = known;
    if (first === undefined) return;
    this.stateCount += known.length;
    for (const [index, state] of known.entries()) {
      this.#checkPlace(state, known[index - 1], known[index + 1]);
      this.#checkTimes(state.item, first.item);
      this.#checkContent(state.item);
    }
    this.#checkExternalIds(known);
    const last = known.at(-1);
    if (last?.validTo === null) this.#countCurrent(last.item);
    this.#countPurge(known);
  }

  /** The times after `upTo` at which an item was changed, each with such an item. */
  get later(): ReadonlyMap<number, string> {
    return this.#later;
  }

  #rememberLater(states: readonly ItemStateRecord[]): void {
    for (const { item, validTo } of states) {
      // A purge in place makes no commit, so no commit has its time.
      for (const time of [item.version, validTo]) {
        if (time !== null && time > this.#options.upTo) this.#later.set(time, item.id);
      }
    }
  }

  #checkPlace(
    { item, validTo }: ItemStateRecord,
    previous: ItemStateRecord | undefined,
    next: ItemStateRecord | undefined,
  ): void {
    const { id: itemId, version } = item;
    if (validTo !== null && validTo <= version) {
      this.#options.problems.add('INTERVAL', 'A state ends before it begins.', { itemId, version });
    }
    if (next !== undefined && (validTo === null || validTo > next.item.version)) {
      this.#options.problems.add('INTERVAL', 'Two states overlap.', { itemId, version });
    }
    this.#tally(itemId, version, previous?.validTo === version ? 'updated' : 'added');
    if (validTo !== null && next?.item.version !== validTo) {
      this.#tally(itemId, validTo, 'deleted');
    }
  }

  #checkTimes(item: ItemRecord, first: ItemRecord): void {
    const { id: itemId, version } = item;
    const { problems, datasetId } = this.#options;
    if (item.datasetId !== datasetId) {
      problems.add('DATASET', `A state belongs to ${item.datasetId}.`, { itemId, version });
    }
    const number = this.#options.commits.numberOf(version);
    if (number !== undefined && number !== item.versionNumber) {
      const message = `A state of commit ${number} has the number ${item.versionNumber}.`;
      problems.add('COMMIT_NUMBER', message, { itemId, version });
    }
    if (item.updatedAt !== version || item.createdAt !== first.version) {
      problems.add('TIMES', 'The times of a state do not fit its version.', { itemId, version });
    }
  }

  #checkContent(item: ItemRecord): void {
    const { id: itemId, version } = item;
    if (item.purgedAt !== null && !isMark(item)) {
      this.#options.problems.add('PURGE', 'A purged state has content.', { itemId, version });
    }
    for (const field of ITEM_DOCUMENTS) {
      const reason = reasonAgainst(item[field], SHAPES[field]);
      if (reason !== null) {
        this.#options.problems.add('JSON', `${field}: ${reason}`, { itemId, version });
      }
    }
  }

  /** An item keeps its external id until it is purged. */
  #checkExternalIds(states: readonly ItemStateRecord[]): void {
    const whole = states.filter(({ item }) => item.purgedAt === null);
    for (const { item } of whole) {
      if (item.externalId === whole[0]?.item.externalId) continue;
      const place = { itemId: item.id, version: item.version };
      this.#options.problems.add('EXTERNAL_ID', 'An item got another external id.', place);
    }
  }

  #countCurrent({ id: itemId, version, externalId }: ItemRecord): void {
    this.count += 1;
    if (externalId === null) return;
    if (this.#externalIds.has(externalId)) {
      const message = `Two current items have the external id ${externalId}.`;
      this.#options.problems.add('EXTERNAL_ID', message, { itemId, version });
    }
    this.#externalIds.add(externalId);
  }

  #countPurge(states: readonly ItemStateRecord[]): void {
    const times = new Set(states.flatMap(({ item }) => item.purgedAt ?? []));
    for (const time of times) {
      const [state] = states;
      // A purge in place belongs to no commit, but may have happened in the same millisecond.
      if (state !== undefined && this.#options.commits.numberOf(time) !== undefined) {
        this.#tally(state.item.id, time, 'purged');
      }
    }
  }

  #tally(itemId: string, version: number, what: Counted): void {
    if (this.#options.commits.tally(version, what)) return;
    const message = `No commit has the version at which an item was ${what}.`;
    this.#options.problems.add('COMMIT', message, { itemId, version });
  }
}

/** Whether a state looks as a purge leaves it. */
function isMark({ externalId, ...item }: ItemRecord): boolean {
  const others = ITEM_DOCUMENTS.filter((name) => name !== 'input');
  return (
    externalId === null && item.input.text === 'null' && others.every((name) => item[name] === null)
  );
}
