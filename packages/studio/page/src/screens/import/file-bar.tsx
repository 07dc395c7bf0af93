import { FileText, X } from 'lucide-react';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { SafeText } from '../../components/safe-text.js';
import styles from './file-bar.module.css';
import { fileSize } from './file-size.js';
import type { ImportState } from './use-import.js';

export interface FileBarProps {
  readonly state: ImportState;
  readonly file: File;
}

/** The file that was chosen, and what it was taken for. */
export function FileBar({ state, file }: FileBarProps) {
  const { opened, run, choose } = state;
  const shape = opened.state === 'done' ? opened.result.prepared.plan.shape : null;
  return (
    <div className={styles.bar}>
      <FileText aria-hidden className={styles.icon} />
      <span className={styles.name}>
        <SafeText text={file.name} limit={200} />
      </span>
      <span className={styles.size}>{fileSize(file.size)}</span>
      {shape === null ? null : (
        <Badge tone="accent" title="The tool that wrote the file, told by its columns">
          {shape}
        </Badge>
      )}
      <Button
        variant="quiet"
        icon={<X aria-hidden />}
        disabled={run.state === 'running'}
        onClick={() => {
          choose(null);
        }}
      >
        Another file
      </Button>
    </div>
  );
}
