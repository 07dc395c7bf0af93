import { once } from 'node:events';
import { createClient } from '@libsql/client';

// Holds the write lock of a database file until it is told to let go.
const client = createClient({ url: process.argv[2] ?? '' });
const transaction = await client.transaction('write');
process.send?.('held');
await once(process, 'message');
await transaction.rollback();
client.close();
process.disconnect();
