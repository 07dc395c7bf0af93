import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { forkDataset } from '../../api/datasets.js';
import { keys } from '../../api/queries.js';
import {
  AuthorshipFields,
  authorshipOf,
  initialAuthorship,
} from '../../components/authorship-fields.js';
import { describeError } from '../../components/describe-error.js';
import { Field, TextInput } from '../../components/field.js';
import { FormDialog } from '../../components/form-dialog.js';
import { toast } from '../../components/toast.js';

export interface ForkDialogProps {
  readonly datasetId: string;
  readonly datasetName: string;
  readonly number: number;
  readonly onClose: () => void;
}

/** Makes a new dataset of the items of a version, and goes there. */
export function ForkDialog({ datasetId, datasetName, number, onClose }: ForkDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(`${datasetName} (v${number})`.slice(-1_000));
  const [authorship, setAuthorship] = useState(() => initialAuthorship());
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      forkDataset(datasetId, {
        name: name.trim(),
        version: String(number),
        ...authorshipOf(authorship),
      }),
    onSuccess: () => {
      toast(`Forked version ${number}`);
      return client.invalidateQueries({ queryKey: keys.datasets });
    },
  });
  const submit = () => {
    mutate(undefined, {
      // Not called where its user has left the dialog meanwhile, who stays where they are.
      onSuccess: (made) => {
        onClose();
        void navigate({ to: '/datasets/$datasetId/items', params: { datasetId: made.id } });
      },
    });
  };
  return (
    <FormDialog
      onClose={onClose}
      title={`Fork version ${number}`}
      description="This makes a new dataset of its items. From then on, the two have nothing to do with each other."
      submitLabel="Fork"
      canSubmit={name.trim() !== ''}
      isBusy={isPending}
      onSubmit={submit}
    >
      <Field label="Name" error={error === null ? undefined : describeError(error).detail}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={1_000}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
            }}
          />
        )}
      </Field>
      <AuthorshipFields
        value={authorship}
        onChange={setAuthorship}
        placeholder={`Fork version ${number}`}
      />
    </FormDialog>
  );
}
