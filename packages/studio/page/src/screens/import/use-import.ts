import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { keptMapping } from '@mastra-datasets/files';
import { getDataset } from '../../api/datasets.js';
import type { ImportConditions } from '../../api/items.js';
import { refreshDataset } from '../../api/queries.js';
import type { Authorship } from '../../api/wire.js';
import { toastError } from '../../components/toast.js';
import { checkImport, type CheckProgress, type ImportCheck } from './check-import.js';
import { useChosenFile } from './chosen-file.js';
import { columnTargets, type ColumnTarget } from './reading/column-targets.js';
import { openFile, type OpenedFile, type ReadSettings } from './reading/settings.js';
import { keepMapping, runImport, type ImportDone } from './run-import.js';

/** Work that goes on by itself: what it gave, or why it failed. */
type Work<Result, Progress = undefined> =
  | { readonly state: 'waiting' }
  | { readonly state: 'running'; readonly progress: Progress | undefined }
  | { readonly state: 'done'; readonly result: Result }
  | { readonly state: 'failed'; readonly error: unknown };

const WAITING = { state: 'waiting' } as const;

const NO_CONDITIONS: ImportConditions = {};

/** All that the screen of an import shows, and what can be done there. */
export interface ImportState {
  readonly file: File | null;
  readonly opened: Work<OpenedFile>;
  /** The settings that the file was read with. */
  readonly settings: ReadSettings;
  readonly columns: readonly ColumnTarget[];
  readonly conditions: ImportConditions;
  readonly check: Work<ImportCheck, CheckProgress>;
  readonly run: Work<ImportDone, number>;
  readonly choose: (file: File | null) => void;
  readonly changeSettings: (settings: ReadSettings) => void;
  readonly changeConditions: (conditions: ImportConditions) => void;
  readonly checkAgain: () => void;
  readonly start: (authorship: Authorship) => void;
}

export function useImport(datasetId: string): ImportState {
  const client = useQueryClient();
  const [opened, setOpened] = useState<Work<OpenedFile>>(WAITING);
  const [check, setCheck] = useState<Work<ImportCheck, CheckProgress>>(WAITING);
  const [round, setRound] = useState(0);
  const [run, setRun] = useState<Work<ImportDone, number>>(WAITING);
  const running = useRef<AbortController | null>(null);
  const [chosen, setChosen] = useChosenFile(datasetId, run.state === 'done');
  const file = chosen?.file ?? null;
  const settings = chosen?.settings ?? null;
  const conditions = chosen?.conditions ?? NO_CONDITIONS;

  useEffect(() => {
    if (file === null) return undefined;
    const abort = new AbortController();
    const open = async () => {
      const kept =
        settings === null ? keptMapping(await getDataset(datasetId, abort.signal)) : null;
      return openFile(file, settings ?? {}, kept);
    };
    setOpened({ state: 'running', progress: undefined });
    open().then(
      (result) => {
        if (!abort.signal.aborted) setOpened({ state: 'done', result });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setOpened({ state: 'failed', error });
      },
    );
    return () => {
      abort.abort();
    };
  }, [file, settings, datasetId]);

  const result = opened.state === 'done' ? opened.result : null;
  const columns = result === null ? [] : columnTargets(result.prepared, result.settings);
  const hasInput =
    result !== null &&
    (result.prepared.plan.isNative ||
      result.prepared.fields.has('input') ||
      columns.some(({ target }) => target?.field === 'input'));

  useEffect(() => {
    setCheck(WAITING);
    if (file === null || result === null || !hasInput) return undefined;
    const abort = new AbortController();
    const { signal } = abort;
    setCheck({ state: 'running', progress: undefined });
    checkImport({
      datasetId,
      file,
      settings: result.settings,
      conditions,
      signal,
      onProgress: (progress) => {
        if (!signal.aborted) setCheck({ state: 'running', progress });
      },
    }).then(
      (found) => {
        if (!signal.aborted) setCheck({ state: 'done', result: found });
      },
      (error: unknown) => {
        if (!signal.aborted) setCheck({ state: 'failed', error });
      },
    );
    return () => {
      abort.abort();
    };
  }, [file, result, hasInput, conditions, datasetId, round]);

  useEffect(() => () => running.current?.abort(), []);

  const start = useCallback(
    (authorship: Authorship) => {
      if (file === null || check.state !== 'done') return;
      const abort = new AbortController();
      running.current = abort;
      setRun({ state: 'running', progress: 0 });
      const options = {
        client,
        datasetId,
        file,
        check: check.result,
        conditions,
        authorship,
        signal: abort.signal,
        onProgress: (progress: number) => {
          setRun({ state: 'running', progress });
        },
      };
      runImport(options).then(
        (done) => {
          setRun({ state: 'done', result: done });
          void refreshDataset(client, datasetId);
          keepMapping(options)
            .catch(toastError)
            .finally(() => void refreshDataset(client, datasetId));
        },
        (error: unknown) => {
          setRun({ state: 'failed', error });
        },
      );
    },
    [file, check, conditions, datasetId, client],
  );

  return {
    file,
    opened,
    settings: result?.settings ?? settings ?? {},
    columns,
    conditions,
    check,
    run,
    choose: (next) => {
      setChosen(next === null ? null : { file: next, settings: null, conditions: NO_CONDITIONS });
      setOpened(WAITING);
      setRun(WAITING);
    },
    changeSettings: (next) => {
      if (chosen !== null) setChosen({ ...chosen, settings: next });
      setRun(WAITING);
    },
    changeConditions: (next) => {
      if (chosen !== null) setChosen({ ...chosen, conditions: next });
      setRun(WAITING);
    },
    checkAgain: () => {
      setRun(WAITING);
      setRound((old) => old + 1);
    },
    start,
  };
}
