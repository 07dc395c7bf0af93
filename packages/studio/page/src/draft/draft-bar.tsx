import { lazy, Suspense, useEffect } from 'react';
import { useCanWrite } from '../app/session.js';
import { bottomBar } from '../components/bottom-bar.js';
import { Button } from '../components/button.js';
import { closeCommitDialog, openCommitDialog, useCommitRequest } from './commit-request.js';
import { countsOf } from './counts.js';
import styles from './draft.module.css';
import { useDraft } from './draft-store.js';

/** Brings the dialog, with what it shows changes in. */
async function loadDialog() {
  const [dialog] = await Promise.all([
    import('./commit-dialog.js'),
    import('../screens/compare/merge-editor.js'),
  ]);
  return dialog;
}

const CommitDialog = lazy(async () => ({ default: (await loadDialog()).CommitDialog }));

/** What was changed of a dataset and not committed, on all of its screens. */
export function DraftBar({ datasetId }: { readonly datasetId: string }) {
  const draft = useDraft(datasetId);
  const canWrite = useCanWrite();
  const request = useCommitRequest();
  const isOpen = request?.datasetId === datasetId && draft.changes.size > 0;
  const isShown = canWrite && draft.changes.size > 0;
  useEffect(() => {
    // It has to be there when the server is not. What fails here fails again where it is shown.
    if (isShown) loadDialog().catch(() => undefined);
  }, [isShown]);
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
          onClick={() => {
            openCommitDialog(datasetId);
          }}
        >
          Review and commit
        </Button>
      </section>
      {isOpen ? (
        <Suspense>
          <CommitDialog
            datasetId={datasetId}
            proposal={request.message}
            onClose={closeCommitDialog}
          />
        </Suspense>
      ) : null}
    </>
  );
}
