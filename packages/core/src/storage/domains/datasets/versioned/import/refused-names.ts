import type { Clock } from '../../../../../clock.js';
import { createId, createItemId } from '../../../../../ids.js';
import { JsonDocument } from '../../../../../json/document.js';
import { NO_DOCUMENTS } from '../adapter/documents.js';
import type { Staging, StagingPrimitives } from '../adapter/staging.js';

const NOTHING = JsonDocument.fromValue(null);

/**
 * The external ids of items that an import refuses. The import still names these items, so it must
 * not delete them as missing. That is why the external ids are staged, apart from the items.
 */
export class RefusedNames {
  readonly #staging: StagingPrimitives;
  readonly #clock: Clock;
  readonly #scope: Staging;
  #waiting: (string | null)[] = [];
  #count = 0;

  constructor(staging: StagingPrimitives, datasetId: string, clock: Clock) {
    this.#staging = staging;
    this.#clock = clock;
    this.#scope = { datasetId, importId: createId() };
  }

  /** The import that they are staged as; `null` where there are none. */
  get importId(): string | null {
    return this.#count > 0 ? this.#scope.importId : null;
  }

  /** How many items are staged there. */
  get count(): number {
    return this.#count;
  }

  /** What has to be discarded in the end. */
  get staged(): readonly Staging[] {
    return this.#count > 0 ? [this.#scope] : [];
  }

  add(externalId: string | null): void {
    if (externalId !== null) this.#waiting.push(externalId);
  }

  /** Stages what was added, and shows that the import goes on. */
  async stage(): Promise<void> {
    // Without a sign of life, other imports would take these for abandoned and discard them.
    if (this.#waiting.length === 0 && this.#count > 0) this.#waiting.push(null);
    if (this.#waiting.length === 0) return;
    const { datasetId } = this.#scope;
    const items = this.#waiting.map((externalId) => ({
      id: createItemId(datasetId),
      externalId,
      ...NO_DOCUMENTS,
      input: NOTHING,
      createdAt: null,
      mergedWith: null,
    }));
    this.#waiting = [];
    this.#count += items.length;
    await this.#staging.stage(this.#scope, this.#clock.now(), items);
  }
}
