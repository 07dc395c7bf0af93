import { isObject } from '../json/objects.js';
import {
  at,
  byName,
  countOf,
  hasAll,
  hasValue,
  spread,
  structureOf,
  to,
  type Shape,
} from './shape.js';

/** Columns that say no more than what the item is. */
const MARKS = ['datasetId', 'datasetVersion', 'requestContext', 'toolMocks', 'expectedTrajectory'];

/** Items of a dataset of Mastra: a page of its server, or an export. */
export const MASTRA: Shape = {
  name: 'mastra',
  marks: 'the columns input and groundTruth',
  fits: (sample) =>
    hasAll(sample, 'input') && sample.columns.includes('groundTruth') && countOf(sample, MARKS) > 0,
  mayFit: (sample) => hasAll(sample, 'input'),
  place: byName({
    externalId: to('externalId'),
    id: (column, value, cells) =>
      hasValue(cells, 'externalId')
        ? at(column, 'source', ['itemId'], value)
        : at(column, 'externalId', [], value),
    input: (column, value) => at(column, 'input', [], structureOf(value)),
    groundTruth: (column, value) => at(column, 'expectedOutput', [], structureOf(value)),
    metadata: (column, value) => spread(column, structureOf(value)),
    source: (column, value) => {
      const origin = structureOf(value);
      if (!isObject(origin)) return at(column, 'source', ['type'], origin);
      return Object.entries(origin).map(([key, member]) => at(column, 'source', [key], member));
    },
    expectedTrajectory: to('attributes', 'expectedTrajectory'),
    toolMocks: to('attributes', 'toolMocks'),
    unmockedToolPolicy: to('attributes', 'unmockedToolPolicy'),
    scorerIds: to('attributes', 'scorerIds'),
    requestContext: to('attributes', 'requestContext'),
    datasetId: to('source', 'datasetId'),
    datasetVersion: to('source', 'datasetVersion'),
    organizationId: to('source', 'organizationId'),
    projectId: to('source', 'projectId'),
    createdAt: to('source', 'createdAt'),
    updatedAt: to('source', 'updatedAt'),
  }),
};
