import { useMutation } from '@tanstack/react-query';
import { Split, Trash } from 'lucide-react';
import { useState } from 'react';
import type { DatasetItem } from '../../api/wire.js';
import { useCanWrite } from '../../app/session.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Field, TextInput } from '../../components/field.js';
import { toast, toastError } from '../../components/toast.js';
import { textOf, withText, type DraftChange } from '../../draft/draft.js';
import { draftStore } from '../../draft/draft-store.js';
import { jsonText, readField } from '../../draft/fields.js';
import { currentItemsOf } from '../../draft/unanswered.js';
import { discardChanges } from './discard.js';

export interface SelectionActionsProps {
  readonly datasetId: string;
  readonly ids: ReadonlySet<string>;
  /** Called with the rows that need not be chosen any more. */
  readonly onDone: (ids: readonly string[]) => void;
}

/** The change that puts an item into a split, on top of what was changed of it already. */
function withSplit(
  before: DraftChange | undefined,
  item: DatasetItem,
  split: string,
): DraftChange | null {
  if (before !== undefined && before.type !== 'update') return before;
  const reading =
    before === undefined ? { value: item.splits } : readField('splits', textOf(before, 'splits'));
  const now = 'value' in reading && Array.isArray(reading.value) ? reading.value.map(String) : [];
  const splits = [...new Set([...now, split])].sort();
  return withText(before, item, 'splits', { kind: 'json', text: jsonText(splits) });
}

function announcement(count: number): string {
  const items = count === 1 ? 'The item' : `${count.toLocaleString('en')} items`;
  return `${items} will be deleted when you commit`;
}

/** What can be done with several items at once. It becomes part of the draft. */
export function SelectionActions({ datasetId, ids, onDone }: SelectionActionsProps) {
  const canWrite = useCanWrite();
  const [isAsking, setAsking] = useState(false);
  const [split, setSplit] = useState('');
  const change = useMutation({
    mutationFn: async (
      changeOf: (before: DraftChange | undefined, item: DatasetItem) => DraftChange | null,
    ) => {
      const chosen = [...ids];
      const items = await currentItemsOf(datasetId, chosen);
      const store = draftStore(datasetId);
      const { changes } = store.get();
      store.setAll(
        [...items.values()].map((item) => [item.id, changeOf(changes.get(item.id), item)]),
      );
      return { chosen, found: [...items.keys()] };
    },
    // Those that were chosen meanwhile stay so.
    onSuccess: ({ chosen }) => {
      onDone(chosen);
    },
    onError: toastError,
  });
  if (!canWrite) return null;
  const name = split.trim();
  const addToSplit = () => {
    setAsking(false);
    setSplit('');
    change.mutate((before, item) => withSplit(before, item, name));
  };
  return (
    <>
      <Button
        icon={<Split />}
        isBusy={change.isPending}
        onClick={() => {
          setAsking(true);
        }}
      >
        Add to a split
      </Button>
      <Button
        icon={<Trash />}
        isBusy={change.isPending}
        onClick={() => {
          change.mutate((_, item) => ({ type: 'delete', id: item.id, base: item }), {
            onSuccess: ({ found }) => {
              toast(announcement(found.length), {
                label: 'Undo',
                run: () => {
                  discardChanges(datasetId, found);
                },
              });
            },
          });
        }}
      >
        Delete
      </Button>
      <Dialog
        isOpen={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        title="Add to a split"
        actions={
          <Button variant="primary" disabled={name === ''} onClick={addToSplit}>
            Add
          </Button>
        }
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (name !== '') addToSplit();
          }}
        >
          <Field label="Name of the split">
            {(control) => (
              <TextInput
                {...control}
                maxLength={255}
                placeholder="train, test, hard…"
                value={split}
                onChange={({ target }) => {
                  setSplit(target.value);
                }}
              />
            )}
          </Field>
        </form>
      </Dialog>
    </>
  );
}
