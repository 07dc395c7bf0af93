import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { updateDataset } from '../../api/datasets.js';
import { ApiProblem } from '../../api/problem.js';
import { datasetQuery, readDatasetAgain, refreshDataset } from '../../api/queries.js';
import type { Dataset, DatasetUpdate } from '../../api/wire.js';
import { Button } from '../../components/button.js';
import { describeError } from '../../components/describe-error.js';
import { Field, TextArea, TextInput } from '../../components/field.js';
import { toast } from '../../components/toast.js';
import styles from './settings-screen.module.css';

/** What was typed; a field that nothing was typed into is as the dataset has it. */
interface Edit {
  /** The dataset as its user saw it when they began to type. */
  readonly seen: Dataset;
  readonly name?: string;
  readonly description?: string;
}

function updateOf({ seen, name, description }: Edit): DatasetUpdate {
  return {
    expectedUpdatedAt: seen.updatedAt,
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(description === undefined ? {} : { description: description === '' ? null : description }),
  };
}

/** Renames and describes a dataset. */
export function NameForm({ dataset }: { readonly dataset: Dataset }) {
  const client = useQueryClient();
  const [edit, setEdit] = useState<Edit | null>(null);
  const name = edit?.name ?? dataset.name;
  const description = edit?.description ?? dataset.description ?? '';
  const isChanged = name !== dataset.name || description !== (dataset.description ?? '');
  const { mutate, error, isPending, reset } = useMutation({
    mutationFn: (made: Edit) => updateDataset(dataset.id, updateOf(made)),
    onSuccess: async (updated, made) => {
      // What was typed since it was sent is still to be saved.
      setEdit((now) => (now === made || now === null ? null : { ...now, seen: updated }));
      client.setQueryData(datasetQuery(dataset.id).queryKey, updated);
      toast('Saved');
      await refreshDataset(client, dataset.id);
    },
    onError: async (failure) => {
      if (!isConflict(failure)) return;
      // What the others did is shown; whoever saves again has seen it.
      const seen = await readDatasetAgain(client, dataset.id);
      setEdit((typed) => (typed === null ? null : { ...typed, seen }));
    },
  });
  const type = (typed: Partial<Pick<Edit, 'name' | 'description'>>) => {
    if (!isPending) reset();
    setEdit((before) => ({ ...(before ?? { seen: dataset }), ...typed }));
  };
  const path = error instanceof ApiProblem ? error.path : undefined;
  const words = error === null ? undefined : describeError(error).detail;
  return (
    <form
      className={styles.part}
      aria-label="Name and description"
      onSubmit={(event) => {
        event.preventDefault();
        if (edit !== null && isChanged && name.trim() !== '') mutate(edit);
      }}
    >
      <Field label="Name" error={path === 'name' ? words : undefined}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={1_000}
            value={name}
            onChange={(event) => {
              type({ name: event.target.value });
            }}
          />
        )}
      </Field>
      <Field
        label="Description"
        isOptional
        error={path === 'description' ? words : undefined}
        hint="What its items are for, in a sentence or two."
      >
        {(control) => (
          <TextArea
            {...control}
            value={description}
            onChange={(event) => {
              type({ description: event.target.value });
            }}
          />
        )}
      </Field>
      {error === null || path === 'name' || path === 'description' ? null : (
        <p className={styles.failure} role="alert">
          {isConflict(error)
            ? `Somebody else changed the settings meanwhile: it is called “${dataset.name}” now. What you typed is still here; save again to replace what they wrote.`
            : words}
        </p>
      )}
      <div className={styles.buttons}>
        <Button
          type="submit"
          variant="primary"
          isBusy={isPending}
          disabled={!isChanged || name.trim() === ''}
        >
          Save
        </Button>
        {isChanged ? (
          <Button
            onClick={() => {
              reset();
              setEdit(null);
            }}
          >
            Discard
          </Button>
        ) : null}
      </div>
    </form>
  );
}

function isConflict(error: unknown): boolean {
  return (
    error instanceof ApiProblem && ['VERSION_CONFLICT', 'PRECONDITION_FAILED'].includes(error.code)
  );
}
