import { z } from 'zod';
import type { CopyProgress } from '../storage/types.js';
import { parseArgument } from './parse.js';
import { callback, type Shapes } from './shapes.js';

/** Makes what checks the arguments of the methods on versions. Each throws `INVALID_ARGUMENT`. */
export function createVersionArguments(shapes: Shapes) {
  const listVersions = z.object({ datasetId: shapes.id, pagination: shapes.pagination });
  const tagVersion = z.object({
    datasetId: shapes.id,
    version: shapes.version,
    tag: shapes.tag,
    move: z.boolean().optional(),
  });
  const untagVersion = z.object({ datasetId: shapes.id, tag: shapes.tag });
  const listTags = z.object({ datasetId: shapes.id });
  const diffVersions = z.object({
    datasetId: shapes.id,
    from: shapes.version,
    to: shapes.version,
  });
  const restoreVersion = z.object({ ...shapes.scope, version: shapes.version });
  const snapshotDigest = z.object({
    datasetId: shapes.id,
    version: shapes.version.optional(),
  });
  const verify = z.object({ datasetId: shapes.id });
  const copy = z.object({
    datasetId: shapes.id,
    onProgress: callback<(progress: CopyProgress) => void>().optional(),
  });

  return {
    list: (argument: unknown) => parseArgument(listVersions, argument),
    tag: (argument: unknown) => parseArgument(tagVersion, argument),
    untag: (argument: unknown) => parseArgument(untagVersion, argument),
    listTags: (argument: unknown) => parseArgument(listTags, argument),
    diff: (argument: unknown) => parseArgument(diffVersions, argument),
    restore: (argument: unknown) => parseArgument(restoreVersion, argument),
    digest: (argument: unknown) => parseArgument(snapshotDigest, argument),
    verify: (argument: unknown) => parseArgument(verify, argument),
    copy: (argument: unknown) => parseArgument(copy, argument),
  };
}
