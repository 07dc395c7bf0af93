import { datasetKey } from '@mastra-datasets/core';
import type { Tables } from '../tables.js';
import type { Lock, Statement } from './statement.js';

/** The version of the dataset, which is the commit's after the first statement. */
export function currentVersion({ datasets }: Tables, datasetId: string): string {
  return `(SELECT d."version" FROM ${datasets} d WHERE d."id" = ${datasetId})`;
}

/** Sets the version of an item's new state, and what goes with it, to that of the dataset. */
export function setVersion({ datasets }: Tables, datasetId: string): string {
  return `("version", "versionNumber", "updatedAt") = (
    SELECT d."version", d."versionNumber", d."version" FROM ${datasets} d
    WHERE d."id" = ${datasetId})`;
}

/** The number of the commit that a dataset's row is at, as the commits themselves tell it. */
export function currentNumber({ datasets, versions }: Tables, datasetId: string): string {
  return `(SELECT v."number" FROM ${versions} v
    WHERE v."datasetId" = ${datasetId} AND v."version" = ${datasets}."version")`;
}

/** The two ways to lock a dataset's row: only if it is free, or when it is free. */
export function locksOf(tables: Tables, datasetId: string): Lock {
  return {
    now: lockDataset(tables, datasetId, false),
    wait: lockDataset(tables, datasetId, true),
  };
}

/** Locks a dataset's row until the end of the transaction; without `wait`, fails when it is taken. */
export function lockDataset({ datasets }: Tables, datasetId: string, wait: boolean): Statement {
  return {
    text: `SELECT 1 FROM ${datasets} WHERE "id" = $1 FOR UPDATE${wait ? '' : ' NOWAIT'}`,
    values: [datasetKey(datasetId)],
  };
}
