export { readSettings, withSeed } from './settings.js';
export { runBesideWriter } from './scenarios/beside-writer.js';
export { runCompetition } from './scenarios/competition.js';
export { runKills } from './scenarios/kills.js';
export { runMerges } from './scenarios/merges.js';
export { runServerKills } from './scenarios/server-kills.js';
export { libsqlSpec } from './storages/libsql.js';
export { postgresSpec } from './storages/postgres.js';
