import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { datasetQuery, itemsQuery } from '../../api/queries.js';
import { useDocumentTitle } from '../../app/document-title.js';
import { useShortcuts } from '../../app/keyboard.js';
import { Button } from '../../components/button.js';
import { Select } from '../../components/field.js';
import { formatName } from '../../components/format-name.js';
import { SafeText } from '../../components/safe-text.js';
import { ErrorView } from '../../components/states.js';
import { toast } from '../../components/toast.js';
import { VersionPicker } from '../../components/version-picker.js';
import { ORDER_LABELS, orderOf } from '../items/query.js';
import { ITEM_ORDERS } from '../items/view.js';
import { Conditions, readSelection } from './export-conditions.js';
import styles from './export-screen.module.css';
import { openTarget } from './export-target.js';
import { fileName, FORMAT_WORDS, hasFormulas, isTable } from './formats.js';
import { EXPORT_FORMATS, exportRoute, type ExportView } from './route.js';
import { writeExport, type ExportProgress } from './write-export.js';

/** Writes the items that the address names to a file. */
export function ExportScreen() {
  const { datasetId } = exportRoute.useParams();
  const view = exportRoute.useSearch();
  const navigate = useNavigate({ from: '/datasets/$datasetId/export' });
  const format = view.format ?? 'jsonl';
  const order = view.order ?? 'oldest';
  const [spreadsheetSafe, setSafe] = useState(false);
  const [compresses, setCompresses] = useState(false);
  const [progress, setProgress] = useState<ExportProgress | null>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  const dataset = useQuery(datasetQuery(datasetId));
  useDocumentTitle('Export');
  useEffect(() => () => running.current?.abort(), []);

  const [selection, selectionError] = readSelection(view);
  const counted = useQuery({
    ...itemsQuery(datasetId, { ...selection, page: 0, perPage: 1 }),
    enabled: selectionError === null,
  });
  const total = counted.data?.pagination.total;
  const canExport = total !== undefined && selectionError === null;
  const change = (changed: Partial<ExportView>) => {
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: true });
  };
  // Parquet is compressed already.
  const isCompressed = compresses && format !== 'parquet';
  const name = fileName(dataset.data?.name ?? 'dataset', view, format, isCompressed);
  const begin = async () => {
    if (running.current !== null || !canExport) return;
    setError(null);
    const abort = new AbortController();
    running.current = abort;
    try {
      const target = await openTarget(
        name,
        isCompressed ? 'application/gzip' : FORMAT_WORDS[format].type,
      );
      if (target === null) return;
      setProgress({ pass: isTable(format) ? 'survey' : 'write', items: 0 });
      const items = await writeExport(target, {
        datasetId,
        query: { ...selection, ...orderOf(order) },
        format,
        spreadsheetSafe,
        isCompressed,
        signal: abort.signal,
        onProgress: setProgress,
      });
      toast(`Exported ${items.toLocaleString('en')} ${items === 1 ? 'item' : 'items'} to ${name}`);
    } catch (failure) {
      if (!abort.signal.aborted) setError(failure);
    } finally {
      running.current = null;
      setProgress(null);
    }
  };
  const failure = selectionError ?? counted.error ?? error;
  useShortcuts([{ keys: 'Mod+Enter', label: 'Export', run: () => void begin() }]);

  return (
    <div className={styles.screen}>
      <h2 className={styles.heading}>Export</h2>
      <section className={styles.part} aria-label="Items">
        <h3>Items</h3>
        <div className={styles.row}>
          <VersionPicker
            datasetId={datasetId}
            value={view.version}
            onChange={(version) => {
              change({ version });
            }}
            label="Version"
            allowsLatest
          />
          <Select
            aria-label="Order"
            className={styles.order}
            value={order}
            onChange={({ target }) => {
              const chosen = ITEM_ORDERS.find((one) => one === target.value);
              change({ order: chosen === 'oldest' ? undefined : chosen });
            }}
          >
            {ITEM_ORDERS.map((one) => (
              <option key={one} value={one}>
                {ORDER_LABELS[one]}
              </option>
            ))}
          </Select>
          <Conditions view={view} onClear={change} />
        </div>
        <p className={styles.count} role="status">
          {total === undefined
            ? ' '
            : `${total.toLocaleString('en')} ${total === 1 ? 'item' : 'items'}, ${ORDER_LABELS[order].toLowerCase()}`}
        </p>
      </section>
      <fieldset className={styles.part} disabled={progress !== null}>
        <legend>Format</legend>
        <div className={styles.formats}>
          {EXPORT_FORMATS.map((one) => (
            <label key={one} className={styles.format}>
              <input
                type="radio"
                name="format"
                checked={one === format}
                onChange={() => {
                  change({ format: one === 'jsonl' ? undefined : one });
                }}
              />
              <span>
                <strong>{formatName(one)}</strong>
                <small>{FORMAT_WORDS[one].hint}</small>
              </span>
            </label>
          ))}
        </div>
        {hasFormulas(format) ? (
          <label className={styles.safe}>
            <input
              type="checkbox"
              checked={spreadsheetSafe}
              onChange={(event) => {
                setSafe(event.target.checked);
              }}
            />
            Escape cells that a spreadsheet would run as formulas, which changes them
          </label>
        ) : null}
        {format === 'parquet' ? null : (
          <label className={styles.safe}>
            <input
              type="checkbox"
              checked={compresses}
              onChange={(event) => {
                setCompresses(event.target.checked);
              }}
            />
            Compress the file with gzip
          </label>
        )}
      </fieldset>
      {failure === null ? null : <ErrorView error={failure} />}
      <div className={styles.actions}>
        <Button
          variant="primary"
          icon={<Download aria-hidden />}
          disabled={!canExport}
          isBusy={progress !== null}
          onClick={() => void begin()}
        >
          Export
        </Button>
        {progress === null ? (
          <span className={styles.name}>
            <SafeText text={name} limit={160} />
          </span>
        ) : (
          <>
            <Button
              onClick={() => {
                running.current?.abort();
              }}
            >
              Stop
            </Button>
            <progress
              aria-label="Export"
              max={Math.max(1, total ?? 1)}
              value={Math.min(progress.items, total ?? 1)}
            />
            <span className={styles.name} role="status">
              {progress.pass === 'survey' ? 'Finding columns: ' : 'Writing: '}
              {progress.items.toLocaleString('en')}
            </span>
          </>
        )}
      </div>
    </div>
  );
}
