import { createInterface } from 'node:readline';
import { DatasetsPG } from '../../src/index.js';

/**
 * Changes a dataset until it is killed, and prints each item as the storage acknowledged it. Takes
 * the database's address and the dataset's id as arguments.
 */
async function write(connectionString: string, datasetId: string): Promise<never> {
  const storage = new DatasetsPG({ connectionString });
  for (let round = 0; ; round += 1) {
    const items = await storage.addItems({
      datasetId,
      items: Array.from({ length: 5 }, (_, index) => ({ input: { round, index } })),
    });
    const [first, second] = items;
    const updated = await storage.updateItem({
      datasetId,
      id: first?.id ?? '',
      expectedOutput: round,
    });
    await storage.deleteItem({ datasetId, id: second?.id ?? '' });
    for (const item of [...items, updated]) process.stdout.write(`${JSON.stringify(item)}\n`);
  }
}

// Ends with its parent, should that be killed.
createInterface(process.stdin).on('close', () => process.exit(1));
const [connectionString = '', datasetId = ''] = process.argv.slice(2);
await write(connectionString, datasetId);
