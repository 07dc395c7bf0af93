import { z } from 'zod';
import { datasetItemDifference, datasetItem, importItemsOutput, time } from './results.js';

/** Answers that only this API has. */
export const items = z.strictObject({ items: z.array(datasetItem) }).meta({ id: 'Items' });

export const digest = z
  .strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/) })
  .meta({ id: 'Digest', description: 'A SHA-256, as docs/digest.md says.' });

const diffSummary = z
  .strictObject({
    type: z.literal('summary'),
    datasetId: z.string(),
    from: time,
    to: time,
    added: z.int().min(0),
    updated: z.int().min(0),
    deleted: z.int().min(0),
  })
  .meta({ id: 'DiffSummary' });

export const diffLine = z
  .union([diffSummary, datasetItemDifference])
  .meta({ id: 'DiffLine', description: 'The first line is the summary, each other one an item.' });

export const exportedItem = z
  .strictObject({
    externalId: z.string().exactOptional(),
    input: z.unknown(),
    expectedOutput: z.unknown().exactOptional(),
    context: z.record(z.string(), z.unknown()).exactOptional(),
    splits: z.array(z.string()).exactOptional(),
    source: z.record(z.string(), z.unknown()).exactOptional(),
    attributes: z.record(z.string(), z.unknown()).exactOptional(),
  })
  .meta({ id: 'ExportedItem', description: 'The content of an item, as imports take it.' });

const rejectedItem = z
  .strictObject({
    index: z.int().min(0),
    code: z.string(),
    detail: z.string(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'RejectedItem' });

export const importReport = importItemsOutput
  .extend({
    rejections: z.array(rejectedItem).meta({
      description: 'What was refused and why: the first 10,000; `rejected` counts all.',
    }),
  })
  .meta({ id: 'ImportReport' });

const count = z.int().min(0);

export const importPreview = z
  .strictObject({
    versionNumber: z.int().min(0).exactOptional().meta({
      description:
        'The number of the version that the dataset has; absent where the store has none.',
    }),
    added: count,
    updated: count,
    unchanged: count,
    deleted: count,
    deletedItems: z
      .array(datasetItem)
      .meta({ description: 'The first items that would be deleted.' }),
    rejected: count,
    rejections: z.array(rejectedItem).meta({
      description: 'What would be refused and why: the first 10,000; `rejected` counts all.',
    }),
  })
  .meta({ id: 'ImportPreview' });

export const capabilities = z
  .strictObject({
    supports: z.record(z.string(), z.boolean()),
    limits: z.record(z.string(), z.union([z.int(), z.literal(false)])),
    role: z.enum(['read', 'write']),
  })
  .meta({ id: 'Capabilities' });

export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable across releases, as `type` is.' }),
    details: z.record(z.string(), z.unknown()).meta({ description: 'Facts about the failure.' }),
  })
  .meta({ id: 'Problem', description: 'A problem, as RFC 9457 defines it.' });
