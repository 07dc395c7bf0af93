import { afterAll } from 'vitest';
import { runDatasetsConformance } from '../src/index.js';
import { sqliteFiles } from './sqlite-databases.js';

const { create, reopen, connect, busy, createForeign, remove } = await sqliteFiles();
afterAll(remove);

runDatasetsConformance({
  name: 'example adapter for SQLite',
  create,
  reopen,
  connect,
  busy: busy(),
  createForeign: () => createForeign(),
  model: { runs: 50 },
});
