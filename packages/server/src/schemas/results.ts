import { z } from 'zod';

/** A time in ISO 8601, in UTC, with milliseconds. */
export const time = z
  .string()
  // Years beyond 9999 have a sign and six digits.
  .regex(/^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .meta({ description: 'A time in UTC (ISO 8601).' });
const count = z.int().min(0);
const object = z.record(z.string(), z.unknown());
const json = z.unknown();
const jsonSchema = z.union([z.boolean(), object]).meta({ description: 'A JSON Schema.' });

const paginationInfo = z.strictObject({
  page: count,
  perPage: z.union([z.literal(false), z.int().min(1)]),
  total: count,
  hasMore: z.boolean(),
});

/** What answers hold, as JSON; each has the fields of the type of the same name in core. */
export const dataset = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    description: z.string().exactOptional(),
    metadata: object.exactOptional(),
    attributes: object.exactOptional(),
    inputSchema: jsonSchema.exactOptional(),
    expectedOutputSchema: jsonSchema.exactOptional(),
    version: time,
    versionNumber: count.exactOptional(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Dataset' });

export const datasetItem = z
  .strictObject({
    id: z.string(),
    datasetId: z.string(),
    externalId: z.string().exactOptional(),
    version: time,
    versionNumber: count.exactOptional(),
    input: json,
    expectedOutput: json.exactOptional(),
    context: object.exactOptional(),
    splits: z.array(z.string()).exactOptional(),
    source: object.exactOptional(),
    attributes: object.exactOptional(),
    createdAt: time,
    updatedAt: time,
    purgedAt: time.exactOptional(),
  })
  .meta({ id: 'DatasetItem' });

export const datasetItemState = z
  .strictObject({
    item: datasetItem,
    validTo: time.nullable(),
    validToNumber: count.nullable(),
    endedBy: z.enum(['update', 'delete']).nullable(),
  })
  .meta({ id: 'DatasetItemState' });

export const datasetVersion = z
  .strictObject({
    datasetId: z.string(),
    version: time,
    number: count,
    added: count,
    updated: count,
    deleted: count,
    purged: count,
    itemCount: count,
    author: z.string().exactOptional(),
    message: z.string().exactOptional(),
    tags: z.array(z.string()),
  })
  .meta({ id: 'DatasetVersion' });

export const datasetTag = z
  .strictObject({
    datasetId: z.string(),
    tag: z.string(),
    version: time,
    number: count,
    createdAt: time,
  })
  .meta({ id: 'DatasetTag' });

export const datasetSplit = z
  .strictObject({ name: z.string(), itemCount: count })
  .meta({ id: 'DatasetSplit' });

const changeResult = z
  .strictObject({
    action: z.enum(['added', 'updated', 'deleted', 'unchanged']),
    id: z.string(),
    item: datasetItem.nullable(),
  })
  .meta({ id: 'DatasetItemChangeResult' });

export const applyChangesOutput = z
  .strictObject({ version: time, results: z.array(changeResult) })
  .meta({ id: 'ApplyChangesOutput' });

export const listDatasetsOutput = z
  .strictObject({
    datasets: z.array(dataset),
    pagination: paginationInfo,
    nextCursor: z.string().exactOptional(),
  })
  .meta({ id: 'ListDatasetsOutput' });

export const listDatasetItemsOutput = z
  .strictObject({
    items: z.array(datasetItem),
    pagination: paginationInfo,
    nextCursor: z.string().exactOptional(),
  })
  .meta({ id: 'ListDatasetItemsOutput' });

export const listVersionsOutput = z
  .strictObject({ versions: z.array(datasetVersion), pagination: paginationInfo })
  .meta({ id: 'ListVersionsOutput' });

const verificationProblem = z
  .strictObject({
    code: z.enum([
      'VERSION',
      'COMMIT_NUMBER',
      'COMMIT',
      'COUNT',
      'INTERVAL',
      'TIMES',
      'DATASET',
      'EXTERNAL_ID',
      'JSON',
      'PURGE',
      'TAG',
    ]),
    message: z.string(),
    itemId: z.string().exactOptional(),
    version: time.exactOptional(),
  })
  .meta({ id: 'VerificationProblem' });

export const verificationReport = z
  .strictObject({
    datasetId: z.string(),
    version: time,
    commits: count,
    items: count,
    states: count,
    problems: z.array(verificationProblem),
    repaired: z.array(verificationProblem).exactOptional(),
  })
  .meta({ id: 'VerificationReport' });

export const datasetItemDifference = z
  .strictObject({
    type: z.enum(['added', 'updated', 'deleted']),
    id: z.string(),
    before: datasetItem.nullable(),
    after: datasetItem.nullable(),
  })
  .meta({ id: 'DatasetItemDifference' });

export const importItemsOutput = z.strictObject({
  version: time,
  added: count,
  updated: count,
  deleted: count,
  unchanged: count,
  rejected: count,
});
