import { useEffect, useState } from 'react';
import type { ImportConditions } from '../../api/items.js';
import type { ReadSettings } from './reading/settings.js';

/** A file to import, and how it is to be read. */
export interface ChosenFile {
  readonly file: File;
  /** `null` where nothing was said: the mapping of the last import is tried. */
  readonly settings: ReadSettings | null;
  readonly conditions: ImportConditions;
}

/** The files that were chosen and not imported yet, by their datasets. */
const chosenFiles = new Map<string, ChosenFile>();

/**
 * The file that is to be imported into a dataset. It stays chosen while other screens are looked at,
 * until it is imported. Who leaves the page is warned, as the browser gives no page its file again.
 */
export function useChosenFile(
  datasetId: string,
  isImported: boolean,
): readonly [ChosenFile | null, (chosen: ChosenFile | null) => void] {
  const [chosen, setChosen] = useState(() => chosenFiles.get(datasetId) ?? null);
  const isWaiting = chosen !== null && !isImported;
  useEffect(() => {
    if (!isWaiting) {
      chosenFiles.delete(datasetId);
      return undefined;
    }
    const warn = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
    };
  }, [datasetId, isWaiting]);
  const choose = (next: ChosenFile | null) => {
    if (next === null) chosenFiles.delete(datasetId);
    else chosenFiles.set(datasetId, next);
    setChosen(next);
  };
  return [chosen, choose];
}
