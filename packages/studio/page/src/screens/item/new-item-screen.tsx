import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import { datasetQuery } from '../../api/queries.js';
import { useShortcuts } from '../../app/keyboard.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { EmptyState, Loading } from '../../components/states.js';
import { openCommitDialog } from '../../draft/commit-request.js';
import { additionOf } from '../../draft/draft.js';
import { draftStore, useDraft } from '../../draft/draft-store.js';
import { discardChanges } from './discard.js';
import { NewItemEditor } from './item-editor.js';
import { newDraftId } from './new-draft-id.js';
import { newItemRoute } from './route.js';
import styles from './item.module.css';

/** The address that begins a new item. */
const BEGIN = 'begin';

/** An item that is to be added. It becomes a part of the draft with the first visit. */
export function NewItemScreen() {
  const { datasetId, draftId } = newItemRoute.useParams();
  const { data: dataset } = useQuery(datasetQuery(datasetId));
  const draft = useDraft(datasetId);
  const change = draft.changes.get(draftId);
  const navigate = useNavigate();
  const showItems = () =>
    void navigate({ to: '/datasets/$datasetId/items', params: { datasetId } });
  useEffect(() => {
    if (draftId !== BEGIN) return;
    const id = newDraftId();
    draftStore(datasetId).set(id, additionOf(id, null));
    void navigate({
      to: '/datasets/$datasetId/new-items/$draftId',
      params: { datasetId, draftId: id },
      replace: true,
    });
  }, [datasetId, draftId, navigate]);
  useShortcuts([
    {
      keys: 'Mod+Enter',
      label: 'Commit the changes',
      run: () => {
        openCommitDialog(datasetId);
      },
    },
    { keys: 'Escape', label: 'Back to the items', run: showItems },
  ]);
  if (draftId === BEGIN || !draft.isRead) return <Loading />;
  return (
    <div className={styles.screen}>
      <div className={styles.bar}>
        <Link to="/datasets/$datasetId/items" params={{ datasetId }} className={styles.back}>
          <ArrowLeft aria-hidden />
          Items
        </Link>
        <h2 className={styles.title}>New item</h2>
        <Badge tone="accent">Not committed</Badge>
        <div className={styles.tools}>
          {change === undefined ? null : (
            <Button
              onClick={() => {
                discardChanges(datasetId, [draftId]);
                showItems();
              }}
            >
              Discard
            </Button>
          )}
        </div>
      </div>
      <div className={styles.main}>
        {change?.type === 'add' ? (
          <NewItemEditor
            datasetId={datasetId}
            dataset={dataset}
            change={change}
            onSubmit={() => {
              openCommitDialog(datasetId);
            }}
          />
        ) : (
          <EmptyState title="This new item was committed or discarded">
            The list of items has it, if it was committed.
          </EmptyState>
        )}
      </div>
    </div>
  );
}
