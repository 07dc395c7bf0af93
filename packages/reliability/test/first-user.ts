import { once } from 'node:events';
import { DatasetsLibSQL } from '@mastra-datasets/libsql';

// Is the first to use a file, together with others, when it is told to.
const storage = new DatasetsLibSQL({ url: process.argv[2] ?? '' });
process.send?.('ready');
await once(process, 'message');
const { id } = await storage.createDataset({ name: 'first' });
const item = await storage.addItem({ datasetId: id, input: 1 });
process.send?.(item.id);
await storage.close();
process.disconnect();
