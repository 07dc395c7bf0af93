import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { itemHistoryQuery, itemQuery, keys, refreshDataset, showItems } from '../api/queries.js';
import { restoreVersion } from '../api/versions.js';
import type { DatasetVersion } from '../api/wire.js';
import { rememberAuthor, rememberedAuthor } from '../app/author.js';
import { authorshipOf } from '../components/authorship-fields.js';
import { Button } from '../components/button.js';
import { describeError } from '../components/describe-error.js';
import { Dialog } from '../components/dialog.js';
import { Field, TextArea, TextInput } from '../components/field.js';
import { Kbd } from '../components/kbd.js';
import { toast, toastError } from '../components/toast.js';
import { ChangeView } from './change-view.js';
import { commitDraft, mayBeMade } from './commit.js';
import { onModEnter } from '../components/on-mod-enter.js';
import styles from './draft.module.css';
import { useDraft } from './draft-store.js';
import { keepMessage, readMessage } from './message.js';
import { problemsOf, schemaFailures } from './problems.js';
import { recoverSent } from './recover.js';
import { currentItems } from './unanswered.js';

export interface CommitDialogProps {
  readonly datasetId: string;
  /** The message to propose. */
  readonly proposal: string | undefined;
  readonly onClose: () => void;
}

/** How many changes show at once what they change. */
const MOST_OPEN = 5;

/** Undoes a version: makes another one that equals the one before it. */
async function undo(datasetId: string, { number }: DatasetVersion, author: string): Promise<void> {
  await restoreVersion(datasetId, {
    version: number - 1,
    expectedVersion: number,
    message: `Undo v${number}`,
    ...(author === '' ? {} : { author }),
  });
}

/** Shows all that would be committed, asks who does it and why, and makes one version of it. */
export function CommitDialog({ datasetId, proposal, onClose }: CommitDialogProps) {
  const draft = useDraft(datasetId);
  const client = useQueryClient();
  const [author, setAuthor] = useState(rememberedAuthor);
  const [message, setMessage] = useState(() => readMessage(datasetId) || (proposal ?? ''));
  const changes = [...draft.changes.values()];
  const [startsOpen] = useState(changes.length <= MOST_OPEN);
  const { data: current } = useQuery({
    queryKey: [...keys.dataset(datasetId), 'draft', changes.map(({ id }) => id)],
    queryFn: async ({ signal }) => {
      await recoverSent(client, datasetId);
      const items = await currentItems(datasetId, changes, signal);
      // The screens of these items show what was found, too.
      await showItems(client, datasetId, [...items.values()]);
      for (const { id } of changes) {
        const { queryKey } = itemQuery(datasetId, id, undefined);
        if (!items.has(id)) void client.invalidateQueries({ queryKey });
        void client.invalidateQueries({ queryKey: itemHistoryQuery(datasetId, id).queryKey });
      }
      return items;
    },
    staleTime: 0,
    // What items were when it was opened before would look like what somebody else did to them.
    gcTime: 0,
  });
  const commit = useMutation({
    mutationFn: () => {
      return commitDraft(datasetId, authorshipOf({ author, message }), (items) =>
        showItems(client, datasetId, items),
      );
    },
    onSuccess: async (version) => {
      keepMessage(datasetId, '');
      onClose();
      toast(`Committed as v${version.number}`, {
        label: 'Undo',
        run: () => {
          undo(datasetId, version, author.trim())
            .then(() => {
              toast(`v${version.number} was undone`);
              return refreshDataset(client, datasetId);
            })
            .catch(toastError);
        },
      });
      await refreshDataset(client, datasetId);
    },
    // Others may have been faster, which the list above then says.
    onError: () => refreshDataset(client, datasetId),
  });
  const failures = schemaFailures(commit.error);
  const problems = changes.map((change, index) => [
    ...problemsOf(change, current),
    ...(failures.get(index) ?? []),
  ]);
  const isReady = problems.every((list, index) => list.length === 0 || failures.has(index));
  const submit = () => {
    if (isReady && !commit.isPending) commit.mutate();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Commit as one version"
      size="large"
      actions={
        <>
          <Button onClick={onClose}>Not yet</Button>
          <Button variant="primary" isBusy={commit.isPending} disabled={!isReady} onClick={submit}>
            Commit
          </Button>
        </>
      }
    >
      <div onKeyDown={onModEnter(submit)}>
        <Field label="Message" isOptional hint={<CommitHint />}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              value={message}
              placeholder="Why these changes?"
              onChange={({ target }) => {
                setMessage(target.value);
                keepMessage(datasetId, target.value);
              }}
            />
          )}
        </Field>
        <Field label="Author" isOptional>
          {(control) => (
            <TextInput
              {...control}
              value={author}
              placeholder="Your name"
              onChange={({ target }) => {
                setAuthor(target.value);
                rememberAuthor(target.value);
              }}
            />
          )}
        </Field>
        {commit.error === null ? null : <Failure error={commit.error} />}
        <ul className={styles.changes} aria-label="Changes">
          {changes.map((change, index) => (
            <ChangeView
              key={change.id}
              datasetId={datasetId}
              change={change}
              problems={problems[index] ?? []}
              startsOpen={startsOpen}
              onOpen={onClose}
            />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function CommitHint() {
  return (
    <>
      <Kbd keys="Mod+Enter" /> commits
    </>
  );
}

function Failure({ error }: { readonly error: unknown }) {
  const { title, detail } = describeError(error);
  return (
    <div className={styles.failure} role="alert">
      <strong>{title}</strong>{' '}
      {mayBeMade(error)
        ? 'Your changes are kept. Commit again when the server is back: nothing is made twice.'
        : detail}
    </div>
  );
}
