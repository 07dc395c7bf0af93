import { join } from 'node:path';
import { LibSQLStore } from '@mastra/libsql';
import { temporaryFolder } from '../temporary-folder.js';
import { testContract } from './contract.js';

const folder = temporaryFolder();

testContract({
  kind: 'stock LibSQL',
  create: () =>
    Promise.resolve(new LibSQLStore({ id: 'app', url: `file:${join(folder, 'app.db')}` })),
});
