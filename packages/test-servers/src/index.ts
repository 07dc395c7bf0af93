export {
  clockOfDistantCommits,
  DAMAGES,
  foundCodes,
  makeDatasetToDamage,
  type Damage,
} from './damage.js';
export {
  IMPORTED,
  importedState,
  makeImportSubject,
  runImport,
  type ImportedState,
} from './faults/imports.js';
export { emptyCommit } from './faults/empty-commit.js';
export { makeSubject, MUTATIONS, type Mutation, type Subject } from './faults/mutations.js';
export { withoutIdentity, type StoredRows } from './faults/stored-rows.js';
export { reportFigure } from './figures.js';
export { startPostgres, type PostgresServer, type PostgresServerOptions } from './postgres.js';
export { ServerProcess } from './server-process.js';
export { startSqld, type SqldOptions, type SqldServer } from './sqld.js';
