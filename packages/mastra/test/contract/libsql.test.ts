import { join } from 'node:path';
import { LibSQLStore } from '@mastra/libsql';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';
import { withVersionedDatasets } from '../../src/index.js';
import { temporaryFolder } from '../temporary-folder.js';
import { testContract } from './contract.js';

const folder = temporaryFolder();
const fileUrl = (name: string) => `file:${join(folder, name)}`;

// The usual case: the datasets have a file of their own.
testContract({
  kind: 'bridge',
  create: () =>
    Promise.resolve(
      withVersionedDatasets(
        new LibSQLStore({ id: 'app', url: fileUrl('app.db') }),
        new DatasetsLibSQL({ url: fileUrl('datasets.db') }),
      ),
    ),
});
