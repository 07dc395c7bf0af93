import { afterEach, beforeEach } from 'vitest';
import { LocalDatabase } from '../src/database/local-database.js';
import { makeKept, NO_PATIENCE_MS, PATIENCE_MS, testHolding, type HeldParties } from './holding.js';
import { temporaryDatabase } from './temporary-database.js';

let parties: HeldParties;

beforeEach(async () => {
  const url = await temporaryDatabase();
  parties = {
    ours: new LocalDatabase({ url }, PATIENCE_MS),
    impatient: new LocalDatabase({ url }, NO_PATIENCE_MS),
    patient: new LocalDatabase({ url }, PATIENCE_MS),
  };
  for (const database of Object.values(parties)) await database.open();
  await makeKept(parties);
});

afterEach(async () => {
  for (const database of Object.values(parties)) await database.close();
});

testHolding('holding a local file', () => parties);
