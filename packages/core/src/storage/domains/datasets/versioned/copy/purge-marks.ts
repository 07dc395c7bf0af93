import { batchesOf } from './changed-items.js';
import { BEGINNING } from '../reading/version-references.js';
import type { DatasetsPrimitives } from '../adapter/primitives.js';
import type { CommitRecord } from '../adapter/records.js';

/** Finds which items a commit purged, of which only the marks in the items themselves tell. */
export class PurgeMarks {
  readonly #source: DatasetsPrimitives;
  readonly #datasetId: string;
  readonly #idsByVersion = new Map<number, Set<string>>();
  /** Up to which version all items have been looked at. */
  #readTo = BEGINNING;

  constructor(source: DatasetsPrimitives, datasetId: string) {
    this.#source = source;
    this.#datasetId = datasetId;
  }

  /** The ids that a commit purged; costs nothing for one that purged none. */
  async of({ purged, version }: CommitRecord): Promise<string[]> {
    if (purged === 0) return [];
    await this.#readUpTo(version);
    const ids = [...(this.#idsByVersion.get(version) ?? [])];
    if (ids.length <= purged) return ids;
    // Others were purged in place in the same millisecond. A commit purges none that stay current.
    const current = await this.#source.findItems(ids, version, this.#datasetId);
    const stays = new Set(current.map(({ id }) => id));
    return ids.filter((id) => !stays.has(id)).slice(0, purged);
  }

  async #readUpTo(version: number): Promise<void> {
    const ids = await this.#source.findChangedItemIds(this.#datasetId, this.#readTo, version);
    this.#readTo = version;
    for (const chunk of batchesOf(ids)) {
      const states = await this.#source.findItemStates(chunk, this.#datasetId);
      for (const { item } of states) {
        if (item.purgedAt !== null) this.#mark(item.purgedAt, item.id);
      }
    }
  }

  #mark(version: number, id: string): void {
    const ids = this.#idsByVersion.get(version);
    if (ids === undefined) this.#idsByVersion.set(version, new Set([id]));
    else ids.add(id);
  }
}
