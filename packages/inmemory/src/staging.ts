import {
  documentsOf,
  isRefused,
  sameDocuments,
  takesOver,
  type ItemInsert,
  type ItemUpdate,
  type NamingImport,
  type StagedCommitRefused,
  type StagedCommitRequest,
  type StagedCommitResult,
  type StagedItem,
  type Staging,
  type StagingPrimitives,
} from '@mastra-datasets/core';
import type { DatasetState } from './dataset-state.js';

interface StagedImport extends Staging {
  stagedAt: number;
  readonly items: StagedItem[];
  readonly externalIds: Set<string>;
}

/** Imports that wait in lists of their own. */
export class InMemoryStaging implements StagingPrimitives {
  readonly #imports = new Map<string, StagedImport>();
  readonly #findDataset: (id: string) => DatasetState | undefined;
  readonly #onInsert: (dataset: DatasetState, inserts: readonly ItemInsert[]) => void;

  /** `onInsert` is told what becomes current. */
  constructor(
    findDataset: (id: string) => DatasetState | undefined,
    onInsert: (dataset: DatasetState, inserts: readonly ItemInsert[]) => void,
  ) {
    this.#findDataset = findDataset;
    this.#onInsert = onInsert;
  }

  stage(staging: Staging, stagedAt: number, items: readonly StagedItem[]): Promise<void> {
    const { datasetId, importId } = staging;
    // With a deleted dataset went what was staged for it, and nothing follows it.
    if (this.#findDataset(datasetId) === undefined) return Promise.resolve();
    let staged = this.#imports.get(importId);
    if (staged === undefined) {
      staged = { datasetId, importId, stagedAt, items: [], externalIds: new Set() };
      this.#imports.set(importId, staged);
    }
    staged.stagedAt = stagedAt;
    for (const item of items) {
      staged.items.push(item);
      if (item.externalId !== null) staged.externalIds.add(item.externalId);
    }
    return Promise.resolve();
  }

  findStaged({ importId }: Staging, externalIds: readonly string[]): Promise<string[]> {
    const staged = this.#imports.get(importId)?.externalIds;
    return Promise.resolve(externalIds.filter((externalId) => staged?.has(externalId) === true));
  }

  findStagedConflict(
    { datasetId, importId }: Staging,
    among: 'current' | 'deleted',
  ): Promise<string | null> {
    const dataset = this.#findDataset(datasetId);
    const taken = [...(this.#imports.get(importId)?.externalIds ?? [])].find((externalId) => {
      const named = dataset?.findNamedItem(externalId) ?? null;
      return named !== null && (named.validTo === null) === (among === 'current');
    });
    return Promise.resolve(taken ?? null);
  }

  countMissing(naming: NamingImport): Promise<number> {
    const dataset = this.#findDataset(naming.datasetId);
    return Promise.resolve(dataset?.missingIds(this.#namesOf(naming)).length ?? 0);
  }

  /** Tells the external ids that an import names. */
  #namesOf({ importId, alsoNamed }: NamingImport): (externalId: string) => boolean {
    const own = this.#imports.get(importId)?.externalIds;
    const other = alsoNamed === null ? undefined : this.#imports.get(alsoNamed)?.externalIds;
    return (externalId) => own?.has(externalId) === true || other?.has(externalId) === true;
  }

  commitStaged(request: StagedCommitRequest): Promise<StagedCommitResult | StagedCommitRefused> {
    return Promise.resolve(this.#commit(request));
  }

  discardStaged({ importId }: Staging): Promise<void> {
    this.#imports.delete(importId);
    return Promise.resolve();
  }

  findAbandoned(datasetId: string, since: number): Promise<string[]> {
    const abandoned = [...this.#imports.values()].filter(
      (staged) => staged.datasetId === datasetId && staged.stagedAt < since,
    );
    return Promise.resolve(abandoned.map(({ importId }) => importId));
  }

  /** Forgets the imports into a dataset, or all. */
  clear(datasetId?: string): void {
    for (const staged of this.#imports.values()) {
      if (datasetId === undefined || staged.datasetId === datasetId) {
        this.#imports.delete(staged.importId);
      }
    }
  }

  #commit(request: StagedCommitRequest): StagedCommitResult | StagedCommitRefused {
    const { datasetId, importId, alsoNamed, onConflict, onDeleted } = request;
    const { onMissing, maxDeleted, count, alsoNamedCount } = request;
    const dataset = this.#findDataset(datasetId);
    if (dataset === undefined) return { refused: 'dataset' };
    const refusal = dataset.refusalOf(request);
    if (refusal !== null) return refusal;
    const staged = this.#imports.get(importId)?.items ?? [];
    if (staged.length !== count) return { refused: 'staged' };
    const named = alsoNamed === null ? [] : (this.#imports.get(alsoNamed)?.items ?? []);
    if (named.length !== alsoNamedCount) return { refused: 'staged' };
    const inserts: ItemInsert[] = [];
    const updates: ItemUpdate[] = [];
    const revived: ItemInsert[] = [];
    for (const item of staged) {
      const { externalId } = item;
      const named = externalId === null ? null : dataset.findNamedItem(externalId);
      const current = named?.validTo === null ? named.item : null;
      if (onConflict === 'merge' && (current?.version ?? null) !== item.mergedWith) {
        return { refused: 'kept' };
      }
      if (named === null) inserts.push(item);
      else if (current === null) {
        const { id, createdAt } = named.item;
        revived.push({ ...item, id, createdAt });
      } else if (onConflict === 'error') return { refused: 'externalIds' };
      else if (takesOver(request) && !sameDocuments(item, current)) {
        updates.push({ id: current.id, ...documentsOf(item) });
      }
    }
    if (revived.length > 0 && onDeleted === 'error') return { refused: 'deletedItems' };
    inserts.push(...revived);
    const deletes = onMissing === 'delete' ? dataset.missingIds(this.#namesOf(request)) : [];
    if (maxDeleted !== null && deletes.length > maxDeleted) return { refused: 'deletions' };
    const counts = {
      added: inserts.length,
      updated: updates.length,
      deleted: deletes.length,
    };
    if (inserts.length + updates.length + deletes.length === 0) {
      return { version: dataset.record.version, ...counts };
    }
    const rest = {
      kept: [],
      checksIdentities: true,
      purges: [],
      returnsUpdated: false,
      isContended: false,
    };
    const result = dataset.commit({ ...request, ...rest, inserts, updates, deletes });
    // What was looked at above is all that the commit looks at, and nothing happened in between.
    if (isRefused(result)) throw new Error(`The commit was refused: ${result.refused}.`);
    this.#onInsert(dataset, inserts);
    return { version: result.version, ...counts };
  }
}
