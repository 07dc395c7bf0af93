import {
  jsonArgumentShapes,
  LIMITS,
  VersionedDatasetsStorage,
  type DatasetsStorage,
} from '@mastra-datasets/core';
import type { z } from 'zod';
import type { MethodName } from './routes/route.js';

/** The shapes of what the methods of a storage take, as JSON has them. */
export interface ArgumentShapes {
  readonly methods: Readonly<Record<MethodName, z.ZodObject>>;
  /** One item of an import. */
  readonly importedItem: z.ZodType;
}

/** Makes the shapes that fit the limits of a storage. */
export function shapesFor(storage: DatasetsStorage): ArgumentShapes {
  const limits = storage instanceof VersionedDatasetsStorage ? storage.limits : LIMITS;
  const methods = jsonArgumentShapes(limits);
  return { methods, importedItem: methods.addItems.shape.items.element };
}
