import { useState } from 'react';
import { ApiProblem, ServerUnreachable } from '../../api/problem.js';
import {
  AuthorshipFields,
  authorshipOf,
  initialAuthorship,
} from '../../components/authorship-fields.js';
import { Button } from '../../components/button.js';
import { describeError } from '../../components/describe-error.js';
import { Field, Select } from '../../components/field.js';
import { SafeText } from '../../components/safe-text.js';
import { useShortcuts } from '../../app/keyboard.js';
import type { CheckProgress } from './check-import.js';
import { CheckResult } from './check-result.js';
import { FileFailure } from './file-failure.js';
import { Notes } from './notes.js';
import { Progress } from './progress.js';
import styles from './review-panel.module.css';
import type { ImportState } from './use-import.js';

const CONFLICTS = [
  ['error', 'Leave the row out, and say so'],
  ['skip', 'Keep the item as it is'],
  ['update', 'Replace the item'],
  ['merge', 'Merge the row into the item'],
] as const;

export interface ReviewPanelProps {
  readonly state: ImportState;
  readonly file: File;
}

/** What the import would do, who makes it and why, and the button that does it. */
export function ReviewPanel({ state, file }: ReviewPanelProps) {
  const { conditions, changeConditions, check, run, start } = state;
  const [authorship, setAuthorship] = useState(() => initialAuthorship(`Import of ${file.name}`));
  const isSync = conditions.onMissing === 'delete';
  const result = check.state === 'done' ? check.result : null;
  const changes = result === null ? 0 : result.preview.added + result.preview.updated;
  const total = changes + (result?.preview.deleted ?? 0);
  // A row that is left out would delete its item.
  const isUnsafe = isSync && (result?.rejectedCount ?? 0) > 0;
  const canStart = result !== null && total > 0 && !isUnsafe && run.state !== 'running';
  const begin = () => {
    if (!canStart) return;
    start(authorshipOf(authorship));
  };
  useShortcuts([{ keys: 'Mod+Enter', label: 'Import', run: begin }]);
  return (
    <section className={styles.panel} aria-label="What would change">
      <h3>What would change</h3>
      <div className={styles.conditions}>
        <Field label="Where the external id is there already">
          {(control) => (
            <Select
              {...control}
              value={conditions.onConflict ?? 'error'}
              disabled={run.state === 'running'}
              onChange={(event) => {
                const chosen = CONFLICTS.find(([value]) => value === event.target.value);
                changeConditions({ ...conditions, onConflict: chosen?.[0] });
              }}
            >
              {CONFLICTS.map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <label className={styles.sync}>
          <input
            type="checkbox"
            checked={isSync}
            disabled={run.state === 'running'}
            onChange={(event) => {
              changeConditions(
                event.target.checked
                  ? { onConflict: conditions.onConflict ?? 'update', onMissing: 'delete' }
                  : { onConflict: conditions.onConflict },
              );
            }}
          />
          Also delete the items that the file does not name
        </label>
      </div>
      {check.state === 'running' ? <CheckRunning progress={check.progress} /> : null}
      {check.state === 'failed' ? <FileFailure error={check.error} state={state} /> : null}
      {result === null ? null : (
        <>
          <Notes notes={result.notes} />
          <CheckResult check={result} fileName={file.name} state={state} />
        </>
      )}
      {isUnsafe ? (
        <p className={styles.unsafe} role="alert">
          Some rows would be left out, and their items deleted. Correct the rows, or do not delete.
        </p>
      ) : null}
      {run.state === 'failed' ? <RunFailed error={run.error} onCheck={state.checkAgain} /> : null}
      <div className={styles.form}>
        <AuthorshipFields isRow value={authorship} onChange={setAuthorship} />
        <Button
          variant="primary"
          disabled={!canStart}
          isBusy={run.state === 'running'}
          onClick={begin}
        >
          {labelOf(result === null ? null : changes, result?.preview.deleted ?? 0)}
        </Button>
      </div>
      {run.state === 'running' ? (
        <Progress label="Importing" part={run.progress === 1 ? null : (run.progress ?? null)} />
      ) : null}
    </section>
  );
}

function labelOf(items: number | null, deleted: number): string {
  if (items === null) return 'Import';
  const words = `Import ${items.toLocaleString('en')} ${items === 1 ? 'item' : 'items'}`;
  return deleted === 0 ? words : `${words}, delete ${deleted.toLocaleString('en')}`;
}

function CheckRunning({ progress }: { readonly progress: CheckProgress | undefined }) {
  if (progress?.step === 'reading') {
    const label = `Reading: ${progress.rows.toLocaleString('en')} rows`;
    return <Progress label={label} part={progress.part} />;
  }
  return <Progress label="Comparing with the dataset" part={null} />;
}

interface RunFailedProps {
  readonly error: unknown;
  readonly onCheck: () => void;
}

function RunFailed({ error, onCheck }: RunFailedProps) {
  const { title, detail } = describeError(error);
  const isStale = error instanceof ApiProblem && error.status === 412;
  const isCut = error instanceof ServerUnreachable;
  return (
    <div className={styles.failed} role="alert">
      <strong>{isStale ? 'Somebody changed the dataset meanwhile' : title}</strong>
      <p>
        {isStale
          ? 'Nothing was imported. Look again at what would change now, then import.'
          : isCut
            ? 'It is not known whether anything was imported. Your file and its columns are still here: look again, and what is there already will show.'
            : null}
        {isStale || isCut ? null : <SafeText text={detail} limit={4_000} />}
      </p>
      <Button onClick={onCheck}>Look again</Button>
    </div>
  );
}
