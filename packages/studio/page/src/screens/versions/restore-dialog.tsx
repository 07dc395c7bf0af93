import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import { diffSummaryQuery, refreshDataset } from '../../api/queries.js';
import { restoreVersion } from '../../api/versions.js';
import type { DiffSummary } from '../../api/wire.js';
import {
  AuthorshipFields,
  authorshipOf,
  initialAuthorship,
} from '../../components/authorship-fields.js';
import { Button } from '../../components/button.js';
import { describeError } from '../../components/describe-error.js';
import { Dialog } from '../../components/dialog.js';
import { toast, toastError } from '../../components/toast.js';
import styles from './dialogs.module.css';

export interface RestoreDialogProps {
  readonly datasetId: string;
  /** The version whose items come back. */
  readonly number: number;
  /** The newest version, which its user has seen. */
  readonly newest: number;
  readonly onClose: () => void;
}

/** Makes a new version of the items of an old one, after it has said what that changes. */
export function RestoreDialog({ datasetId, number, newest, onClose }: RestoreDialogProps) {
  const formId = useId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [authorship, setAuthorship] = useState(() => initialAuthorship());
  const { data: summary, error: previewError } = useQuery(
    diffSummaryQuery(datasetId, newest, number),
  );
  const show = async (version: number) => {
    await refreshDataset(client, datasetId);
    await navigate({
      to: '/datasets/$datasetId/versions',
      params: { datasetId },
      search: { version: String(version) },
    });
  };
  const { mutate: undo } = useMutation({
    mutationFn: (made: number) =>
      restoreVersion(datasetId, {
        version: newest,
        expectedVersion: made,
        message: `Undo the restore of version ${number}`,
      }),
    onSuccess: ({ number: made }) => show(made),
    onError: toastError,
  });
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => {
      const { author, message = `Restore version ${number}` } = authorshipOf(authorship);
      return restoreVersion(datasetId, {
        version: number,
        expectedVersion: newest,
        author,
        message,
      });
    },
    onSuccess: async ({ number: made }) => {
      onClose();
      toast(`Restored version ${number} as version ${made}`, {
        label: 'Undo',
        run: () => {
          undo(made);
        },
      });
      await show(made);
    },
    onError: (failure) => {
      // Somebody else was faster: what is shown is out of date.
      if (isConflict(failure)) void refreshDataset(client, datasetId);
    },
  });
  const isSame = summary !== undefined && countOf(summary) === 0;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Restore version ${number}`}
      description="This makes a new version with the items of the old one. Nothing is lost: every version stays."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            isBusy={isPending}
            disabled={summary === undefined || isSame}
          >
            Restore
          </Button>
        </>
      }
    >
      <p className={styles.preview} role="status">
        {summary !== undefined
          ? describeRestore(summary)
          : previewError === null
            ? 'Comparing with the latest version…'
            : describeError(previewError).detail}
      </p>
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
        }}
      >
        <AuthorshipFields
          value={authorship}
          onChange={setAuthorship}
          placeholder={`Restore version ${number}`}
        />
      </form>
      {error === null ? null : (
        <p className={styles.error} role="alert">
          {isConflict(error)
            ? 'Somebody changed the dataset meanwhile. Close this, look at what is new, and try again.'
            : describeError(error).detail}
        </p>
      )}
    </Dialog>
  );
}

function isConflict(error: unknown): boolean {
  return (
    error instanceof ApiProblem && ['VERSION_CONFLICT', 'PRECONDITION_FAILED'].includes(error.code)
  );
}

function countOf({ added, updated, deleted }: DiffSummary): number {
  return added + updated + deleted;
}

/** What a restore would change in the newest version. */
function describeRestore(summary: DiffSummary): string {
  if (countOf(summary) === 0) return 'The latest version has the same items already.';
  const parts = [
    ...(summary.added > 0 ? [`${items(summary.added)} will come back`] : []),
    ...(summary.updated > 0 ? [`${items(summary.updated)} will change back`] : []),
    ...(summary.deleted > 0 ? [`${items(summary.deleted)} will be deleted`] : []),
  ];
  return `${parts.join(', ')}.`;
}

function items(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'item' : 'items'}`;
}
