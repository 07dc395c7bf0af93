import { join } from 'node:path';
import { LibSQLStore } from '@mastra/libsql';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { withVersionedDatasets } from '../../src/index.js';
import { temporaryFolder } from '../temporary-folder.js';
import { testContract } from './contract.js';

const folder = temporaryFolder();
const url = `file:${join(folder, 'app.db')}`;

// The usual case: one file for all, with a prefix for the tables of the versions.
testContract({
  kind: 'bridge',
  create: () =>
    Promise.resolve(
      withVersionedDatasets(
        new LibSQLStore({ id: 'app', url }),
        new DatasetsLibSQL({ url, tablePrefix: 'versioned_' }),
      ),
    ),
});
