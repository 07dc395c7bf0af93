import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowRightLeft, Copy, Ellipsis, Tag, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { refreshDataset } from '../../api/queries.js';
import { tagVersion, untagVersion } from '../../api/versions.js';
import type { DatasetVersion } from '../../api/wire.js';
import { useCanWrite } from '../../app/session.js';
import { IconButton } from '../../components/button.js';
import { copyText } from '../../components/copy-text.js';
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.js';
import { SafeText } from '../../components/safe-text.js';
import { toast, toastError } from '../../components/toast.js';
import { MoveTagDialog } from './move-tag-dialog.js';
import styles from './tag-list.module.css';

export interface TagListProps {
  readonly datasetId: string;
  readonly version: DatasetVersion;
}

/** The tags of a version, each with what can be done with it. */
export function TagList({ datasetId, version: { tags, number } }: TagListProps) {
  if (tags.length === 0) return null;
  return (
    <ul className={styles.tags} aria-label="Tags">
      {tags.map((tag) => (
        <TagEntry key={tag} datasetId={datasetId} tag={tag} number={number} />
      ))}
    </ul>
  );
}

interface TagEntryProps {
  readonly datasetId: string;
  readonly tag: string;
  readonly number: number;
}

function TagEntry({ datasetId, tag, number }: TagEntryProps) {
  const canWrite = useCanWrite();
  const client = useQueryClient();
  const [isMoving, setMoving] = useState(false);
  const { mutate: putBack } = useMutation({
    mutationFn: () => tagVersion(datasetId, tag, { version: number }),
    onSuccess: () => refreshDataset(client, datasetId),
    onError: toastError,
  });
  const { mutate: remove, isPending } = useMutation({
    mutationFn: () => untagVersion(datasetId, tag),
    onSuccess: () => {
      toast(`Deleted the tag “${tag}”`, { label: 'Undo', run: putBack });
      return refreshDataset(client, datasetId);
    },
    onError: toastError,
  });
  return (
    <li className={styles.tag}>
      <Tag aria-hidden className={styles.icon} />
      <span className={styles.name}>
        <SafeText text={tag} />
      </span>
      <Menu
        trigger={
          <IconButton
            label={`What to do with the tag ${tag}`}
            icon={<Ellipsis />}
            disabled={isPending}
          />
        }
      >
        <MenuItem icon={<Copy aria-hidden />} onSelect={() => void copyText(tag, 'Tag')}>
          Copy the name
        </MenuItem>
        {canWrite ? (
          <>
            <MenuItem
              icon={<ArrowRightLeft aria-hidden />}
              onSelect={() => {
                setMoving(true);
              }}
            >
              Move to another version…
            </MenuItem>
            <MenuSeparator />
            <MenuItem
              icon={<Trash2 aria-hidden />}
              isDangerous
              onSelect={() => {
                remove();
              }}
            >
              Delete the tag
            </MenuItem>
          </>
        ) : null}
      </Menu>
      {isMoving ? (
        <MoveTagDialog
          datasetId={datasetId}
          tag={tag}
          number={number}
          onClose={() => {
            setMoving(false);
          }}
        />
      ) : null}
    </li>
  );
}
