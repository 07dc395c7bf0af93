import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { reportAnswer } from '../api/connection.js';
import { ServerUnreachable } from '../api/problem.js';
import { keys } from '../api/queries.js';
import { useCanWrite } from '../app/session.js';
import { bottomBar } from '../components/bottom-bar.js';
import { Button } from '../components/button.js';
import { closeCommitDialog, openCommitDialog, useCommitRequest } from './commit-request.js';
import { countsOf } from './counts.js';
import styles from './draft.module.css';
import { useDraft } from './draft-store.js';

/** The dialog that commits. It is brought early, as it has to be there when the server is not. */
const dialogQuery = queryOptions({
  queryKey: ['commit-dialog'],
  queryFn: async () => {
    try {
      // With what it shows changes in.
      const [{ CommitDialog }] = await Promise.all([
        import('./commit-dialog.js'),
        import('../screens/compare/merge-editor.js'),
      ]);
      return CommitDialog;
    } catch (cause) {
      reportAnswer(false);
      throw new ServerUnreachable('The server does not answer.', { cause });
    }
  },
  staleTime: Infinity,
  gcTime: Infinity,
  structuralSharing: false,
});

/** What was changed of a dataset and not committed, on all of its screens. */
export function DraftBar({ datasetId }: { readonly datasetId: string }) {
  const draft = useDraft(datasetId);
  const canWrite = useCanWrite();
  const request = useCommitRequest();
  const isOpen = request?.datasetId === datasetId && draft.changes.size > 0;
  const isShown = canWrite && draft.changes.size > 0;
  const { data: CommitDialog } = useQuery({ ...dialogQuery, enabled: isShown });
  const client = useQueryClient();
  useQuery({
    queryKey: [...keys.dataset(datasetId), 'sent'],
    queryFn: async () => {
      const { recoverSent } = await import('./recover.js');
      await recoverSent(client, datasetId);
      return null;
    },
    enabled: isShown && draft.isRead,
  });
  if (!isShown) return null;
  return (
    <>
      <section ref={bottomBar} className={styles.bar} aria-label="Changes that are not committed">
        <strong>Not committed:</strong>
        <span>{countsOf(draft.changes.values())}</span>
        {draft.failure === null ? (
          <span className={styles.kept}>Kept in this browser</span>
        ) : (
          <span className={styles.lost} role="alert">
            This browser cannot keep them: commit before you leave the page
          </span>
        )}
        <Button
          variant="primary"
          isBusy={isOpen && CommitDialog === undefined}
          onClick={() => {
            openCommitDialog(datasetId);
          }}
        >
          Review and commit
        </Button>
      </section>
      {isOpen && CommitDialog !== undefined ? (
        <CommitDialog
          datasetId={datasetId}
          proposal={request.message}
          onClose={closeCommitDialog}
        />
      ) : null}
    </>
  );
}
