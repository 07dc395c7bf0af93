import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshDataset } from '../../api/queries.js';
import { tagVersion } from '../../api/versions.js';
import type { VersionName } from '../../api/wire.js';
import { describeError } from '../../components/describe-error.js';
import { FormDialog } from '../../components/form-dialog.js';
import { toast, toastError } from '../../components/toast.js';
import { versionLabel } from '../../components/version-name.js';
import { VersionPicker } from '../../components/version-picker.js';

export interface MoveTagDialogProps {
  readonly datasetId: string;
  readonly tag: string;
  /** The version that it names. */
  readonly number: number;
  readonly onClose: () => void;
}

/** Lets a tag name another version. */
export function MoveTagDialog({ datasetId, tag, number, onClose }: MoveTagDialogProps) {
  const client = useQueryClient();
  const [version, setVersion] = useState<VersionName>(String(number));
  const move = (target: string) =>
    tagVersion(datasetId, tag, { version: asReference(target), move: true });
  const { mutate: moveBack } = useMutation({
    mutationFn: () => move(String(number)),
    onSuccess: () => refreshDataset(client, datasetId),
    onError: toastError,
  });
  const { mutate, error, isPending } = useMutation({
    mutationFn: move,
    onSuccess: (moved) => {
      toast(`“${tag}” is now version ${moved.number}`, { label: 'Undo', run: moveBack });
      onClose();
      return refreshDataset(client, datasetId);
    },
  });
  return (
    <FormDialog
      onClose={onClose}
      title={`Move the tag “${tag.slice(0, 60)}”`}
      description={`It names version ${number}. Whoever asks for the tag gets the other version from then on.`}
      submitLabel={`Move to ${versionLabel(version)}`}
      canSubmit={version !== undefined && version !== String(number)}
      isBusy={isPending}
      failure={error === null ? null : describeError(error).detail}
      onSubmit={() => {
        if (version !== undefined) mutate(version);
      }}
    >
      <VersionPicker
        datasetId={datasetId}
        value={version}
        onChange={setVersion}
        allowsLatest={false}
        label="Move to"
      />
    </FormDialog>
  );
}

/** A version as a body takes it: numbers are numbers there, as text may be a tag. */
function asReference(version: string): string | number {
  return /^\d+$/.test(version) ? Number(version) : version;
}
