import { mapInTurns } from '../../../../../turn.js';
import type { SchemaFailure } from '../../../../types.js';
import type { KnownSchemas } from '../schema-registry.js';
import type { PlannedChange } from './plan-change.js';
import { subjectOf } from './planned-changes.js';

/** Checks planned changes against the schemas, and remembers the accepted ones for the next try. */
export class SchemaChecks {
  #accepted = new WeakSet<PlannedChange>();
  #revision: number | null = null;

  /** Lists the failures of those changes that these schemas have not accepted before. */
  async check(
    { revision, validator }: KnownSchemas,
    planned: readonly PlannedChange[],
  ): Promise<SchemaFailure[]> {
    if (validator.acceptsAnything) return [];
    if (revision !== this.#revision) {
      this.#accepted = new WeakSet();
      this.#revision = revision;
    }
    const accepted = this.#accepted;
    const check = validator.startCheck();
    await mapInTurns(planned, (change, index) => {
      if (accepted.has(change) || check.gaveUp) return;
      const subject = subjectOf(change, index);
      if (subject !== null) check.add(subject);
    });
    const failures = check.finish();
    if (failures.length === 0) for (const change of planned) accepted.add(change);
    return failures;
  }
}
