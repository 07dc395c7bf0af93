import type { versionArguments } from '../../../../../arguments/index.js';
import { afterWrite } from '../../../../../failures.js';
import { schemaValidationFailed } from '../../../../../schemas/validator.js';
import type * as types from '../../../../types.js';
import type { CommitResult } from '../adapter/commits.js';
import { isRefused, type CommitRefused } from '../adapter/refusals.js';
import { untilPlanAccepted, type Attempts } from '../commits/attempts.js';
import { requireExpected } from '../commits/expected-version.js';
import { groupByAction } from '../commits/planned-changes.js';
import { SchemaChecks } from '../commits/schema-checks.js';
import type { StorageContext } from '../context.js';
import { toVersion } from '../reading/results.js';
import { requireCommit } from '../reading/version-references.js';
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
  const restoration = new Restoration();
  const checks = new SchemaChecks();
  const result = await untilPlanAccepted(context, datasetId, (attempts, held) =>
    tryToRestore({ ...context, primitives: held }, parsed, { attempts, restoration, checks }),
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
  await schemas.refresh(primitives, datasetId);
  const target = await requireCommit(primitives, datasetId, version);
  const current = await requireCommit(primitives, datasetId, undefined);
  attempts.saw(current.version);
  await requireExpected(primitives, current, expectedVersion);
  const changes = await restoration.plan(primitives, target, current);
  const known = schemas.get(datasetId);
  const failures = await checks.check(known, changes);
  if (failures.length > 0) throw schemaValidationFailed(datasetId, failures);
  const answer = await primitives.commit({
    datasetId,
    now: () => clock.now(),
    expectedVersion: current.version,
    schemaRevision: known.revision,
    ...groupByAction(changes),
    checksIdentities: false,
    purges: [],
    author: author ?? null,
    message: message ?? null,
    returnsUpdated: false,
    isContended: attempts.isContended,
  });
  if (isRefused(answer) && answer.refused === 'purged') restoration.forget();
  return answer;
}
