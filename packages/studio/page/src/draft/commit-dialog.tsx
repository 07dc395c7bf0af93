import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { ApiProblem } from '../api/problem.js';
import { itemHistoryQuery, itemQuery, keys, refreshDataset } from '../api/queries.js';
import { restoreVersion } from '../api/versions.js';
import type { DatasetItem, DatasetVersion } from '../api/wire.js';
import { Badge, type BadgeProps } from '../components/badge.js';
import { Button, IconButton } from '../components/button.js';
import { describeError } from '../components/describe-error.js';
import { Dialog } from '../components/dialog.js';
import { Field, TextArea, TextInput } from '../components/field.js';
import { Kbd } from '../components/kbd.js';
import { SafeText } from '../components/safe-text.js';
import { toast, toastError } from '../components/toast.js';
import { keepAuthor, keepMessage, readAuthor, readMessage } from './authorship.js';
import { commitDraft, mayBeMade } from './commit.js';
import { conflictOf } from './conflicts.js';
import { requestOf, textOf, type DraftChange } from './draft.js';
import { draftStore, useDraft } from './draft-store.js';
import { FIELD_LABELS, type FieldName } from './fields.js';
import styles from './draft.module.css';
import { currentItems, settleSent } from './unanswered.js';

export interface CommitDialogProps {
  readonly datasetId: string;
  /** The message to propose. */
  readonly proposal: string | undefined;
  readonly onClose: () => void;
}

const KINDS: Readonly<Record<DraftChange['type'], { label: string; tone: BadgeProps['tone'] }>> = {
  add: { label: 'Added', tone: 'success' },
  update: { label: 'Changed', tone: 'accent' },
  delete: { label: 'Deleted', tone: 'danger' },
};

/** What stands in the way of a change; empty when nothing does. */
function problemsOf(
  change: DraftChange,
  current: ReadonlyMap<string, DatasetItem> | undefined,
): string[] {
  const made = requestOf(change);
  const own =
    'problems' in made
      ? made.problems.map(({ name, problem }) => `${FIELD_LABELS[name]}: ${problem}`)
      : [];
  if (current === undefined || change.type === 'add') return own;
  const conflict = conflictOf(change, current.get(change.id) ?? null);
  if (conflict === null) return own;
  const words =
    conflict.theirs === null
      ? 'Somebody else deleted this item meanwhile: open it to decide.'
      : 'Somebody else changed this item meanwhile: open it to decide.';
  return [...own, words];
}

/** What the API tells of an item that breaks a schema of its dataset. */
interface SchemaFailure {
  readonly index: number;
  readonly field: 'input' | 'expectedOutput';
  readonly pointer: string;
  readonly message: string;
}

/** The failures that a schema of the dataset has with the changes of a request, by their places. */
function schemaFailures(error: unknown): ReadonlyMap<number, string[]> {
  const failures = new Map<number, string[]>();
  if (!(error instanceof ApiProblem) || error.code !== 'SCHEMA_VALIDATION_FAILED') return failures;
  const { failures: told } = error.details;
  if (!Array.isArray(told)) return failures;
  for (const { index, field, pointer, message } of told as SchemaFailure[]) {
    const words = `${FIELD_LABELS[field]}${pointer}: ${message}`;
    failures.set(index, [...(failures.get(index) ?? []), words]);
  }
  return failures;
}

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
  const [author, setAuthor] = useState(readAuthor);
  const [message, setMessage] = useState(() => readMessage(datasetId) || (proposal ?? ''));
  const changes = [...draft.changes.values()];
  const { data: current } = useQuery({
    queryKey: [...keys.dataset(datasetId), 'draft', changes.map(({ id }) => id)],
    queryFn: async ({ signal }) => {
      const made = await settleSent(datasetId);
      if (made !== null) {
        toast(`v${made.number} had been committed already`);
        void refreshDataset(client, datasetId);
      }
      const items = await currentItems(datasetId, changes, signal);
      // The screens of these items show what was found, too.
      for (const { id } of changes) {
        const { queryKey } = itemQuery(datasetId, id, undefined);
        const item = items.get(id);
        if (item === undefined) void client.invalidateQueries({ queryKey });
        else client.setQueryData(queryKey, item);
        void client.invalidateQueries({ queryKey: itemHistoryQuery(datasetId, id).queryKey });
      }
      return items;
    },
    staleTime: 0,
  });
  const commit = useMutation({
    mutationFn: () =>
      commitDraft(
        datasetId,
        author.trim() === '' ? undefined : author.trim(),
        message.trim() === '' ? undefined : message.trim(),
      ),
    onSuccess: async (version) => {
      keepMessage(datasetId, '');
      onClose();
      await refreshDataset(client, datasetId);
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
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  };

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Commit as one version"
      actions={
        <>
          <Button onClick={onClose}>Not yet</Button>
          <Button variant="primary" isBusy={commit.isPending} disabled={!isReady} onClick={submit}>
            Commit
          </Button>
        </>
      }
    >
      <div onKeyDown={onKeyDown}>
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
                keepAuthor(target.value);
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

/** What a change is called: the external id of its item, or its beginning. */
function nameOf(change: DraftChange): string {
  if (change.type === 'add') {
    return textOf(change, 'externalId').text || textOf(change, 'input').text.trim() || 'New item';
  }
  const { externalId, input } = change.base;
  return externalId ?? (typeof input === 'string' ? input : JSON.stringify(input));
}

interface ChangeViewProps {
  readonly datasetId: string;
  readonly change: DraftChange;
  readonly problems: readonly string[];
  readonly onOpen: () => void;
}

function ChangeView({ datasetId, change, problems, onOpen }: ChangeViewProps) {
  const { label, tone } = KINDS[change.type];
  const fields =
    change.type === 'update'
      ? (Object.keys(change.texts) as FieldName[]).map((name) => FIELD_LABELS[name]).join(', ')
      : '';
  const name = nameOf(change);
  return (
    <li className={styles.change}>
      <Badge {...(tone === undefined ? {} : { tone })}>{label}</Badge>
      {change.type === 'add' ? (
        <Link
          to="/datasets/$datasetId/new-items/$draftId"
          params={{ datasetId, draftId: change.id }}
          className={styles.name}
          onClick={onOpen}
        >
          <SafeText text={name} limit={40} />
        </Link>
      ) : (
        <Link
          to="/datasets/$datasetId/items/$itemId"
          params={{ datasetId, itemId: change.id }}
          className={styles.name}
          onClick={onOpen}
        >
          <SafeText text={name} limit={40} />
        </Link>
      )}
      <span className={styles.fields}>{fields}</span>
      <IconButton
        className={styles.discard}
        label="Discard this change"
        icon={<X />}
        onClick={() => {
          draftStore(datasetId).set(change.id, null);
        }}
      />
      {problems.map((problem) => (
        <p key={problem} className={styles.problem}>
          <SafeText text={problem} limit={500} />
        </p>
      ))}
    </li>
  );
}
