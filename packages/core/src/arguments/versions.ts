import { z } from 'zod';
import type { CopyProgress } from '../storage/types.js';
import { closed } from './closed.js';
import { parseArgument } from './parse.js';
import { callback, type Shapes } from './shapes.js';

/** The shapes of the arguments. */
export function versionShapes(shapes: Shapes) {
  const listVersions = closed({ datasetId: shapes.id, pagination: shapes.pagination });
  const getVersion = closed({ datasetId: shapes.id, version: shapes.version.optional() });
  const tagVersion = closed({
    datasetId: shapes.id,
    version: shapes.version,
    tag: shapes.tag,
    move: z.boolean().optional(),
  });
  const untagVersion = closed({ datasetId: shapes.id, tag: shapes.tag });
  const listTags = closed({ datasetId: shapes.id });
  const diffVersions = closed({
    datasetId: shapes.id,
    from: shapes.version,
    to: shapes.version,
  });
  const restoreVersion = closed({ ...shapes.scope, version: shapes.version });
  const snapshotDigest = closed({
    datasetId: shapes.id,
    version: shapes.version.optional(),
  });
  const listSplits = closed({ datasetId: shapes.id, version: shapes.version.optional() });
  const verify = closed({ datasetId: shapes.id, repair: z.boolean().optional() });
  const copy = closed({
    datasetId: shapes.id,
    onProgress: callback<(progress: CopyProgress) => void>().optional(),
  });

  return {
    getVersion,
    listVersions,
    tagVersion,
    untagVersion,
    listTags,
    diffVersions,
    restoreVersion,
    snapshotDigest,
    listSplits,
    verify,
    copy,
  };
}

/** Makes the functions that check the arguments of the methods on versions. */
export function createVersionArguments(shapes: Shapes) {
  const shape = versionShapes(shapes);
  return {
    get: (argument: unknown) => parseArgument(shape.getVersion, argument),
    list: (argument: unknown) => parseArgument(shape.listVersions, argument),
    tag: (argument: unknown) => parseArgument(shape.tagVersion, argument),
    untag: (argument: unknown) => parseArgument(shape.untagVersion, argument),
    listTags: (argument: unknown) => parseArgument(shape.listTags, argument),
    diff: (argument: unknown) => parseArgument(shape.diffVersions, argument),
    restore: (argument: unknown) => parseArgument(shape.restoreVersion, argument),
    digest: (argument: unknown) => parseArgument(shape.snapshotDigest, argument),
    listSplits: (argument: unknown) => parseArgument(shape.listSplits, argument),
    verify: (argument: unknown) => parseArgument(shape.verify, argument),
    copy: (argument: unknown) => parseArgument(shape.copy, argument),
  };
}
