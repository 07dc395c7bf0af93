import type { Dataset, DatasetItem } from '@mastra-datasets/core';

/** The `ETag` of a version: the number of its commit. */
export function tagOfNumber(number: number | undefined): string | undefined {
  return number === undefined ? undefined : `"${number}"`;
}

/** The `ETag` of an item: the number of the version that wrote its state; a purge changes it. */
export function tagOfItem({ versionNumber, purgedAt }: DatasetItem): string | undefined {
  if (versionNumber === undefined) return undefined;
  return purgedAt === undefined ? tagOfNumber(versionNumber) : `"${versionNumber}-purged"`;
}

/** The `ETag` of a dataset: the number of its newest version, and when its own fields changed. */
export function tagOfDataset({ versionNumber, updatedAt }: Dataset): string | undefined {
  return versionNumber === undefined ? undefined : `"${versionNumber}@${updatedAt.getTime()}"`;
}

/** What an `ETag` of this API says. */
export interface EntityTag {
  readonly versionNumber: number;
  /** Only in that of a dataset. */
  readonly updatedAt?: Date;
}

const ENTITY_TAG = /^"(\d{1,15})(?:@(-?\d{1,15})|-purged)?"$/;

/** Reads the `ETag` of an answer; `null` for anything else. */
export function readEntityTag(text: string): EntityTag | null {
  const [, number, updatedAt] = ENTITY_TAG.exec(text) ?? [];
  if (number === undefined) return null;
  const versionNumber = Number(number);
  return updatedAt === undefined
    ? { versionNumber }
    : { versionNumber, updatedAt: new Date(Number(updatedAt)) };
}
