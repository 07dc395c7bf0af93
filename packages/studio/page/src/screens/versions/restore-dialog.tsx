import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import { diffSummaryQuery, refreshDataset } from '../../api/queries.js';
import { restoreVersion } from '../../api/versions.js';
import {
  AuthorshipFields,
  authorshipOf,
  initialAuthorship,
} from '../../components/authorship-fields.js';
import { describeError } from '../../components/describe-error.js';
import { FormDialog } from '../../components/form-dialog.js';
import { toast, toastError } from '../../components/toast.js';
import { changeCount, ChangePreview } from './change-preview.js';

export interface RestoreDialogProps {
  readonly datasetId: string;
  /** The version whose items come back. */
  readonly number: number;
  /** The newest version, which its user has seen. */
  readonly newest: number;
  /** Whether this is said to undo the newest version: its items are those of the one before. */
  readonly isUndo?: boolean;
  readonly onClose: () => void;
}

/** How a restore and an undo, which is the restore of the version before the newest, are called. */
function wordsOf({ number, newest, isUndo = false }: RestoreDialogProps) {
  return isUndo
    ? {
        title: `Undo version ${newest}`,
        description: `This makes a new version with the items of version ${number}. Version ${newest} stays in the history.`,
        action: 'Undo',
        message: `Undo v${newest}`,
        done: (made: number) => `v${newest} was undone by v${made}`,
      }
    : {
        title: `Restore version ${number}`,
        description:
          'This makes a new version with the items of the old one. Nothing is lost: every version stays.',
        action: 'Restore',
        message: `Restore version ${number}`,
        done: (made: number) => `Restored version ${number} as version ${made}`,
      };
}

/** Makes a new version of the items of an old one, after it has said what that changes. */
export function RestoreDialog(props: RestoreDialogProps) {
  const { datasetId, number, newest, onClose } = props;
  const words = wordsOf(props);
  const client = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  const [authorship, setAuthorship] = useState(() => initialAuthorship());
  const { data: summary, error: previewError } = useQuery(
    diffSummaryQuery(datasetId, newest, number),
  );
  const show = async (version: number) => {
    await refreshDataset(client, datasetId);
    const screen = { to: '/datasets/$datasetId/versions', params: { datasetId } } as const;
    // Who has gone to another screen meanwhile stays there.
    if (router.latestLocation.pathname !== router.buildLocation(screen).pathname) return;
    await navigate({ ...screen, search: { version: String(version) } });
  };
  const { mutate: takeBack } = useMutation({
    mutationFn: (made: number) =>
      restoreVersion(datasetId, {
        version: newest,
        expectedVersion: made,
        message: `Undo v${made}`,
      }),
    onSuccess: ({ number: made }) => show(made),
    onError: toastError,
  });
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => {
      const { author, message = words.message } = authorshipOf(authorship);
      return restoreVersion(datasetId, {
        version: number,
        expectedVersion: newest,
        author,
        message,
      });
    },
    onSuccess: async ({ number: made }) => {
      onClose();
      toast(words.done(made), {
        label: 'Undo',
        run: () => {
          takeBack(made);
        },
      });
      await show(made);
    },
    onError: (failure) => {
      // Somebody else was faster: what is shown is out of date.
      if (isConflict(failure)) void refreshDataset(client, datasetId);
    },
  });
  return (
    <FormDialog
      onClose={onClose}
      title={words.title}
      description={words.description}
      submitLabel={words.action}
      canSubmit={summary !== undefined && changeCount(summary) > 0}
      isBusy={isPending}
      failure={error === null ? null : failureOf(error)}
      onSubmit={mutate}
    >
      <ChangePreview
        datasetId={datasetId}
        from={newest}
        to={number}
        summary={summary}
        error={previewError}
      />
      <AuthorshipFields value={authorship} onChange={setAuthorship} placeholder={words.message} />
    </FormDialog>
  );
}

function isConflict(error: unknown): boolean {
  return (
    error instanceof ApiProblem && ['VERSION_CONFLICT', 'PRECONDITION_FAILED'].includes(error.code)
  );
}

function failureOf(error: unknown): string {
  return isConflict(error)
    ? 'Somebody changed the dataset meanwhile. Close this, look at what is new, and try again.'
    : describeError(error).detail;
}
