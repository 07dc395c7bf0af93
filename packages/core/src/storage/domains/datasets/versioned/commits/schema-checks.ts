import type { SchemaFailure } from '../../../../types.js';
import type { KnownSchemas } from '../schema-registry.js';
import type { PlannedChange } from './plan-change.js';
import { subjectsOf } from './planned-changes.js';

/** Checks planned changes against the schemas, and remembers the accepted ones for the next try. */
export class SchemaChecks {
  #accepted = new WeakSet<PlannedChange>();
  #revision: number | null = null;

  /** Lists the failures of those changes that these schemas have not accepted before. */
  check({ revision, validator }: KnownSchemas, planned: readonly PlannedChange[]): SchemaFailure[] {
    if (validator.acceptsAnything) return [];
    if (revision !== this.#revision) {
      this.#accepted = new WeakSet();
      this.#revision = revision;
    }
    const failures = validator.check(subjectsOf(planned, (change) => !this.#accepted.has(change)));
    if (failures.length === 0) for (const change of planned) this.#accepted.add(change);
    return failures;
  }
}
