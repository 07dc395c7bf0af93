import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deleteDataset } from '../../api/datasets.js';
import { keys, tagsQuery, versionsQuery } from '../../api/queries.js';
import type { Dataset } from '../../api/wire.js';
import { describeError } from '../../components/describe-error.js';
import { Field, TextInput } from '../../components/field.js';
import { FormDialog } from '../../components/form-dialog.js';
import { SafeText } from '../../components/safe-text.js';
import { toast } from '../../components/toast.js';
import { useDraft } from '../../draft/draft-store.js';
import { forgetDraft } from '../../draft/forget-draft.js';
import styles from './settings-screen.module.css';

export interface DeleteDialogProps {
  readonly dataset: Dataset;
  readonly onClose: () => void;
}

/** A text without what nobody sees or types: spaces at its ends, and several in a row. */
function plain(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** What goes with a dataset, in words; `null` until that is known. */
function useLoss(datasetId: string): readonly string[] | null {
  const { data: versions } = useQuery(versionsQuery(datasetId, { page: 0, perPage: 1 }));
  const { data: tags } = useQuery(tagsQuery(datasetId));
  const { changes } = useDraft(datasetId);
  if (versions === undefined || tags === undefined) return null;
  return [
    counted(versions.versions[0]?.itemCount ?? 0, 'item', 'items'),
    `${counted(versions.pagination.total, 'version', 'versions')} of them, with every earlier state`,
    ...(tags.length === 0
      ? []
      : [
          `${counted(tags.length, 'tag', 'tags')}: ${tags
            .slice(0, 5)
            .map(({ tag }) => tag)
            .join(', ')}${tags.length > 5 ? ' …' : ''}`,
        ]),
    ...(changes.size === 0
      ? []
      : [`${counted(changes.size, 'change', 'changes')} of yours that you have not committed`]),
  ];
}

/** Deletes a dataset, after its user has seen what is lost and typed its name. */
export function DeleteDialog({ dataset, onClose }: DeleteDialogProps) {
  const { id, name } = dataset;
  const client = useQueryClient();
  const navigate = useNavigate();
  const loss = useLoss(id);
  const [typed, setTyped] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => deleteDataset(id),
    onSuccess: async () => {
      forgetDraft(id);
      await navigate({ to: '/' });
      client.removeQueries({ queryKey: keys.dataset(id) });
      await client.invalidateQueries({ queryKey: keys.datasets });
      toast(`Deleted “${name.slice(0, 100)}”`);
    },
  });
  const isConfirmed = plain(typed) === plain(name) || plain(typed) === id;
  return (
    <FormDialog
      onClose={onClose}
      title="Delete this dataset"
      description="This cannot be undone: nobody can read any of its versions afterwards. What was forked or exported stays."
      submitLabel="Delete for ever"
      isDangerous
      canSubmit={isConfirmed && loss !== null}
      isBusy={isPending}
      failure={error === null ? null : describeError(error).detail}
      onSubmit={mutate}
    >
      <p>These are lost:</p>
      {loss === null ? (
        <p role="status">Counting…</p>
      ) : (
        <ul className={styles.loss} aria-label="What is lost">
          {loss.map((words) => (
            <li key={words}>
              <SafeText text={words} limit={400} />
            </li>
          ))}
        </ul>
      )}
      <Field
        label="Name of the dataset"
        hint={
          <>
            Type <strong className={styles.typed}>{<SafeText text={name} limit={1_000} />}</strong>{' '}
            or the id <code className={styles.typed}>{id}</code>, to be sure that it is this one.
          </>
        }
      >
        {(control) => (
          <TextInput
            {...control}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
