import { attributesOf, type AttributeEntry, type DatasetRecord } from '@mastra-datasets/core';

function nameOf({ key, value }: AttributeEntry): string {
  return `${key}\n${value}`;
}

/** Finds datasets by their attributes, at the cost of those that have the rarest one asked for. */
export class AttributeIndex {
  readonly #idsByEntry = new Map<string, Set<string>>();

  add(dataset: DatasetRecord): void {
    for (const name of attributesOf(dataset).map(nameOf)) {
      const ids = this.#idsByEntry.get(name);
      if (ids === undefined) this.#idsByEntry.set(name, new Set([dataset.id]));
      else ids.add(dataset.id);
    }
  }

  remove(dataset: DatasetRecord): void {
    for (const name of attributesOf(dataset).map(nameOf)) {
      const ids = this.#idsByEntry.get(name);
      ids?.delete(dataset.id);
      if (ids?.size === 0) this.#idsByEntry.delete(name);
    }
  }

  clear(): void {
    this.#idsByEntry.clear();
  }

  /** The ids of the datasets that have all of these; `null` where nothing is asked for. */
  find(entries: readonly AttributeEntry[]): string[] | null {
    const sets = entries.map((entry) => this.#idsByEntry.get(nameOf(entry)) ?? new Set<string>());
    const [rarest, ...others] = sets.sort((left, right) => left.size - right.size);
    if (rarest === undefined) return null;
    return [...rarest].filter((id) => others.every((ids) => ids.has(id)));
  }
}
