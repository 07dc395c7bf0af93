import type { z } from 'zod';
import type { DatasetsLimits } from '../limits.js';
import { datasetShapes } from './datasets.js';
import { itemShapes } from './item-shapes.js';
import { JSON_TIMES } from './json-times.js';
import { createShapes } from './shapes.js';
import { versionShapes } from './versions.js';

/**
 * The shapes of the arguments of all methods, as JSON has them: times are text in ISO 8601, and a
 * version is a number or text. Parsing one gives what the method takes, which checks the rest. For
 * programs that offer the methods to others, such as over HTTP.
 */
export function jsonArgumentShapes(limits: DatasetsLimits) {
  const shapes = createShapes(limits, JSON_TIMES);
  const datasets = datasetShapes(shapes);
  const items = itemShapes(shapes, limits);
  const versions = versionShapes(shapes);
  return {
    createDataset: datasets.createDataset,
    getDatasetById: datasets.byId,
    updateDataset: datasets.updateDataset,
    deleteDataset: datasets.byId,
    listDatasets: datasets.listDatasets,
    forkDataset: datasets.forkDataset,
    addItem: items.addItem,
    updateItem: items.updateItem,
    deleteItem: items.deleteItem,
    purgeItem: items.purgeItem,
    addItems: items.addItems,
    updateItems: items.updateItems,
    deleteItems: items.deleteItems,
    applyChanges: items.applyChanges,
    // What is no JSON is given in other ways.
    importItems: items.importOptions,
    listItems: items.listItems,
    iterateItems: items.iterateItems,
    getItemById: items.getItemById,
    getItemByExternalId: items.getItemByExternalId,
    getItemsByVersion: items.snapshot,
    getItemHistory: items.history,
    getVersion: versions.getVersion,
    listVersions: versions.listVersions,
    tagVersion: versions.tagVersion,
    untagVersion: versions.untagVersion,
    listTags: versions.listTags,
    diffVersions: versions.diffVersions,
    restoreVersion: versions.restoreVersion,
    snapshotDigest: versions.snapshotDigest,
    listSplits: versions.listSplits,
    verify: versions.verify,
  } satisfies Record<string, z.ZodType>;
}
