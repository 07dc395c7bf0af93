import type { versionArguments } from '../../../../../arguments/index.js';
import { afterWrite } from '../../../../../failures.js';
import { schemaValidationFailed } from '../../../../../schemas/validator.js';
import type * as types from '../../../../types.js';
import type { CommitResult } from '../adapter/commits.js';
import type { CommitRefused } from '../adapter/refusals.js';
import { untilAccepted, type Attempts } from '../commits/attempts.js';
import { groupByAction } from '../commits/planned-changes.js';
import { SchemaChecks } from '../commits/schema-checks.js';
import type { StorageContext } from '../context.js';
import { versionConflict } from '../errors.js';
import { toVersion } from '../reading/results.js';
import { expectedTime, requireCommit } from '../reading/version-references.js';
import { Restoration } from './restoration.js';
import { tagsByVersion } from './tags.js';

type RestoreArguments = ReturnType<typeof versionArguments.restore>;

/** Makes a new version that equals an old one. */
export async function restoreVersion(
  context: StorageContext,
  parsed: RestoreArguments,
): Promise<types.DatasetVersion> {
  const { primitives, clock } = context;
  const { datasetId } = parsed;
  const restoration = new Restoration(primitives);
  const checks = new SchemaChecks();
  const result = await untilAccepted(context, datasetId, (attempts) =>
    tryToRestore(context, parsed, { attempts, restoration, checks }),
  );
  await clock.wait(result.version);
  return afterWrite(async () => {
    const commit = await requireCommit(primitives, datasetId, new Date(result.version));
    if (commit.version !== result.version) throw new Error('It cannot be read yet.');
    const tags = await tagsByVersion(primitives, datasetId);
    return toVersion(commit, tags.get(commit.version) ?? []);
  });
}

/** What one try takes over from those before it. */
interface RestoreState {
  readonly attempts: Attempts;
  readonly restoration: Restoration;
  readonly checks: SchemaChecks;
}

async function tryToRestore(
  { primitives, clock, schemas }: StorageContext,
  { datasetId, version, author, message, expectedVersion }: RestoreArguments,
  { attempts, restoration, checks }: RestoreState,
): Promise<CommitResult | CommitRefused> {
  await schemas.refresh(datasetId);
  const target = await requireCommit(primitives, datasetId, version);
  const current = await requireCommit(primitives, datasetId, undefined);
  attempts.saw(current.version);
  if (expectedVersion !== undefined) {
    const expected = await expectedTime(primitives, datasetId, expectedVersion);
    if (expected !== current.version) {
      throw versionConflict(datasetId, expectedVersion, current.version);
    }
  }
  const changes = await restoration.plan(target, current);
  const known = schemas.get(datasetId);
  const failures = checks.check(known, changes);
  if (failures.length > 0) throw schemaValidationFailed(datasetId, failures);
  return primitives.commit({
    datasetId,
    now: () => clock.now(),
    expectedVersion: current.version,
    schemaRevision: known.revision,
    ...groupByAction(changes),
    checksIdentities: false,
    purges: [],
    author: author ?? null,
    message: message ?? null,
    isContended: attempts.isContended,
  });
}
