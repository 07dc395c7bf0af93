import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { createDataset } from '../../api/datasets.js';
import { ApiProblem } from '../../api/problem.js';
import { keys } from '../../api/queries.js';
import { describeError } from '../../components/describe-error.js';
import { Field, TextArea, TextInput } from '../../components/field.js';
import { FormDialog } from '../../components/form-dialog.js';

export interface CreateDatasetDialogProps {
  readonly onClose: () => void;
}

/** The field that an error is about; `undefined` where it is about none of those that are shown. */
function fieldOf(error: unknown): 'name' | 'id' | 'description' | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  if (error.code === 'DATASET_EXISTS') return 'id';
  return (['name', 'id', 'description'] as const).find((name) => name === error.path);
}

/** Makes an empty dataset, and goes there. */
export function CreateDatasetDialog({ onClose }: CreateDatasetDialogProps) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [id, setId] = useState('');
  const [description, setDescription] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: createDataset,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.datasets }),
  });
  const place = fieldOf(error);
  const words = error === null ? null : describeError(error).detail;
  const submit = () => {
    const dataset = {
      name: name.trim(),
      id: id === '' ? undefined : id,
      description: description === '' ? undefined : description,
    };
    mutate(dataset, {
      // Not called where its user has left the dialog meanwhile, who stays where they are.
      onSuccess: ({ id: datasetId }) => {
        onClose();
        void navigate({ to: '/datasets/$datasetId/items', params: { datasetId } });
      },
    });
  };
  return (
    <FormDialog
      onClose={onClose}
      title="New dataset"
      submitLabel="Create dataset"
      canSubmit={name.trim() !== ''}
      isBusy={isPending}
      failure={place === undefined ? words : null}
      onSubmit={submit}
    >
      <Field label="Name" error={place === 'name' ? words : undefined}>
        {(control) => (
          <TextInput
            {...control}
            required
            maxLength={1_000}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
            }}
          />
        )}
      </Field>
      <Field
        label="Id"
        isOptional
        hint="What programs call it, such as “support-questions”. Without one, it gets a random id."
        error={place === 'id' ? words : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            maxLength={255}
            value={id}
            onChange={(event) => {
              setId(event.target.value);
            }}
          />
        )}
      </Field>
      <Field label="Description" isOptional error={place === 'description' ? words : undefined}>
        {(control) => (
          <TextArea
            {...control}
            value={description}
            onChange={(event) => {
              setDescription(event.target.value);
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
