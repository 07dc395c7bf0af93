import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import { refreshDataset } from '../../api/queries.js';
import { tagVersion } from '../../api/versions.js';
import { describeError } from '../../components/describe-error.js';
import { Field, TextInput } from '../../components/field.js';
import { FormDialog } from '../../components/form-dialog.js';
import { toast } from '../../components/toast.js';

export interface TagDialogProps {
  readonly datasetId: string;
  readonly number: number;
  readonly onClose: () => void;
}

/** Names a version. A tag that is there moves only when its user says so. */
export function TagDialog({ datasetId, number, onClose }: TagDialogProps) {
  const client = useQueryClient();
  const [tag, setTag] = useState('');
  const { mutate, error, isPending, reset } = useMutation({
    mutationFn: ({ name, move }: { readonly name: string; readonly move: boolean }) =>
      tagVersion(datasetId, name, { version: number, move }),
    onSuccess: (_, { name }) => {
      toast(`Version ${number} is now “${name}”`);
      onClose();
      return refreshDataset(client, datasetId);
    },
  });
  const isElsewhere = error instanceof ApiProblem && error.code === 'VERSION_CONFLICT';
  return (
    <FormDialog
      onClose={onClose}
      title={`Tag version ${number}`}
      description="A tag is a name that programs and the command line take for a version."
      submitLabel={isElsewhere ? 'Move the tag here' : 'Tag'}
      canSubmit={tag.trim() !== ''}
      isBusy={isPending}
      onSubmit={() => {
        mutate({ name: tag.trim(), move: isElsewhere });
      }}
    >
      <Field
        label="Tag"
        hint="Such as “baseline” or “2026-05”."
        error={
          error === null
            ? undefined
            : isElsewhere
              ? 'Another version has this tag. You can move it here.'
              : describeError(error).detail
        }
      >
        {(control) => (
          <TextInput
            {...control}
            maxLength={255}
            value={tag}
            onChange={(event) => {
              setTag(event.target.value);
              if (!isPending) reset();
            }}
          />
        )}
      </Field>
    </FormDialog>
  );
}
