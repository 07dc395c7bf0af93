import { FileUp } from 'lucide-react';
import { useId, useState, type DragEvent } from 'react';
import { classNames } from '../../components/class-names.js';
import styles from './drop-zone.module.css';

const ACCEPTED =
  '.csv,.tsv,.tab,.json,.jsonl,.ndjson,.yaml,.yml,.parquet,.xlsx,.xlsm,.gz,.zst,.zstd,.bz2,.zip,text/csv,application/json';

/** Takes a file that is dropped or chosen. */
export function DropZone({ onFile }: { readonly onFile: (file: File) => void }) {
  const id = useId();
  const [isOver, setOver] = useState(false);
  const allow = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file === undefined) return;
    event.preventDefault();
    onFile(file);
  };
  return (
    <div
      className={classNames(styles.zone, isOver && styles.over)}
      onDragEnter={allow}
      onDragOver={allow}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={drop}
    >
      <FileUp aria-hidden className={styles.icon} />
      <p className={styles.title}>Drop a file here</p>
      <p className={styles.text}>
        CSV, TSV, JSON, JSONL, YAML, Excel or Parquet, also compressed as .gz, .zst, .bz2 or .zip.
        You see what would change before anything does.
      </p>
      <input
        id={id}
        type="file"
        accept={ACCEPTED}
        className={styles.input}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) onFile(file);
        }}
      />
      <label htmlFor={id} className={styles.button}>
        Choose a file
      </label>
    </div>
  );
}
