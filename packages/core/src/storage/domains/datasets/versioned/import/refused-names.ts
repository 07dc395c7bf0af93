import type { Clock } from '../../../../../clock.js';
import { createId, createItemId } from '../../../../../ids.js';
import { JsonDocument } from '../../../../../json/document.js';
import { NO_DOCUMENTS } from '../adapter/documents.js';
import type { Staging, StagingPrimitives } from '../adapter/staging.js';

const NOTHING = JsonDocument.fromValue(null);

/**
 * The external ids of items that an import refuses. The import names them all the same, so they are
 * staged, apart from its items.
 */
export class RefusedNames {
  readonly #staging: StagingPrimitives;
  readonly #clock: Clock;
  readonly #scope: Staging;
  #waiting: string[] = [];
  #isUsed = false;

  constructor(staging: StagingPrimitives, datasetId: string, clock: Clock) {
    this.#staging = staging;
    this.#clock = clock;
    this.#scope = { datasetId, importId: createId() };
  }

  /** The import that they are staged as; `null` where there are none. */
  get importId(): string | null {
    return this.#isUsed ? this.#scope.importId : null;
  }

  /** What has to be discarded in the end. */
  get staged(): readonly Staging[] {
    return this.#isUsed ? [this.#scope] : [];
  }

  add(externalId: string | null): void {
    if (externalId !== null) this.#waiting.push(externalId);
  }

  /** Stages what was added. */
  async stage(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const { datasetId } = this.#scope;
    const items = this.#waiting.map((externalId) => ({
      id: createItemId(datasetId),
      externalId,
      ...NO_DOCUMENTS,
      input: NOTHING,
      createdAt: null,
    }));
    this.#waiting = [];
    this.#isUsed = true;
    await this.#staging.stage(this.#scope, this.#clock.now(), items);
  }
}
