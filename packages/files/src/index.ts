export { FilesError, type FilesErrorCode, type Remedy } from './errors.js';
export { decompress, type Bytes, type Decompressors } from './formats/compression.js';
export { surveyColumns, type ItemColumn } from './formats/columns.js';
export { fileFailure, isMissing, shortened, unreadable } from './formats/failures.js';
export {
  formatOf,
  FORMATS,
  INPUT_FORMATS,
  inputFormatOf,
  isGzipName,
  withoutCompression,
  type Format,
  type InputFormat,
} from './formats/format.js';
export type { ArchivedFile, ByteSource, InputFile, RandomAccess } from './formats/input-file.js';
export type { Cell, Row, RowSource } from './formats/rows.js';
export { openSource, type Source, type SourceOptions } from './formats/source.js';
export { contentOf, type ItemContent } from './formats/content.js';
export { writeText, type Pass, type TextOutput } from './formats/writers.js';
export { baseName, onlyEntry } from './formats/zip-entries.js';
export {
  isKeptMapping,
  keptMapping,
  MAPPING_ATTRIBUTE,
  mappingFlaw,
  mappingOf,
  valueOptions,
  withMapping,
  type KeptMapping,
} from './import/mapping.js';
export { Prediction, type PredictedCounts } from './import/prediction.js';
export { prepareFile, type PreparedFile, type PrepareOptions } from './import/prepare.js';
export {
  isRepetition,
  readItems,
  reasonOf,
  type ItemReading,
  type ItemSource,
  type Origin,
  type ReadingProgress,
  type Rejection,
} from './import/read-items.js';
export { areThereAlready } from './import/repeats.js';
export { isEqualJson } from './json/equal.js';
export { isObject } from './json/objects.js';
export { JsonProblem, readJson, STRICT, type JsonReading } from './json/read.js';
export type { Ask } from './mapping/by-name.js';
export { listColumns, shellName } from './mapping/columns.js';
export { describeMapping, placedOf, type FieldColumns } from './mapping/describe.js';
export { exampleRow } from './mapping/example-row.js';
export { RowProblem, type Placed } from './mapping/item.js';
export { itemOfRow, type MappingPlan, type PlanOptions } from './mapping/plan.js';
export { checkOptions, type MappingOptions } from './mapping/request.js';
export { parseTarget, targetName, type Field, type Target } from './mapping/targets.js';
export type { ValueOptions } from './mapping/values.js';
export { nearest } from './nearest.js';
export { SHAPE_NAMES } from './shapes/index.js';
