import { describe, vi } from 'vitest';
import { DatasetsLibSQL } from '../../src/index.js';
import { faults, type DriverFault } from '../faulty-driver.js';
import { fileConfiguration } from '../file-configuration.js';
import { runFaults } from './run-faults.js';

vi.mock('libsql', async (importOriginal) => {
  const original = await importOriginal<object>();
  const { FaultyDriver } = await vi.importActual<{ FaultyDriver: unknown }>('../faulty-driver.js');
  return { ...original, default: FaultyDriver };
});

/** What can go wrong with a statement, but for what comes to the same. */
function faultsOf(sql: string): readonly DriverFault[] {
  if (sql === 'COMMIT') return ['busy', 'disk, before', 'disk, after'];
  return isWrite(sql) ? ['disk, after'] : ['busy', 'disk, before'];
}

function isWrite(sql: string): boolean {
  return /^(INSERT|UPDATE|DELETE)/.test(sql);
}

const { newUrl } = await fileConfiguration();
const url = newUrl();

describe('faults of the driver of a local file', () => {
  runFaults<string, DriverFault>(url, (clock) => {
    const storage = new DatasetsLibSQL({ url, clock });
    return {
      storage,
      plan: (after, fault) => {
        faults.operations = [];
        faults.next = fault === null ? null : { after, fault };
      },
      operations: () => faults.operations,
      injected: () => faults.injected,
      faultsOf,
      isHarmless: (fault) => fault === 'busy',
      // What fails before the commit is undone.
      isCertain: isWrite,
      settle: (_, call) => call,
      close: () => storage.close(),
    };
  });
});
