import { describe, expect, it } from 'vitest';
import type { Database } from '../src/database/database.js';
import type { Statement } from '../src/sql/statement.js';

/** A write that a test waits for in vain gives up at once. */
export const NO_PATIENCE_MS = 0;
export const PATIENCE_MS = 60_000;

/** What a hold on a server would begin with. */
export const FIRST: Statement = { sql: 'SELECT 1', args: {} };

/** One file, as three storages have it open. The impatient one waits for nobody. */
export type HeldParties = Readonly<Record<'ours' | 'impatient' | 'patient', Database>>;

/** Makes the table that the tests write to. */
export async function makeKept({ ours }: HeldParties): Promise<void> {
  await ours.write(() => [
    { sql: `CREATE TABLE ${ours.schema}.kept ("value" TEXT UNIQUE)`, args: {} },
  ]);
}

export function insert({ schema }: Database, value: string): () => Statement[] {
  const sql = `INSERT INTO ${schema}.kept VALUES (:value)`;
  return () => [{ sql, args: { value } }];
}

export async function values(database: Database): Promise<unknown[]> {
  const sql = `SELECT "value" FROM ${database.schema}.kept ORDER BY rowid`;
  return (await database.read({ sql, args: {} })).map((row): unknown => row[0]);
}

/** The tests of every way to hold a local file. */
export function testHolding(name: string, parties: () => HeldParties): void {
  describe(name, () => {
    it('keeps other processes from writing until its own write, not from reading', async () => {
      const { ours, impatient, patient } = parties();
      await ours.hold(FIRST, async (held) => {
        const refused = expect(impatient.write(insert(impatient, 'theirs'))).rejects;
        await refused.toMatchObject({ code: 'STORAGE_BUSY' });
        expect(await values(patient)).toEqual([]);
        await held.write(insert(held, 'ours'));
        await impatient.write(insert(impatient, 'theirs'));
      });
      expect(await values(ours)).toEqual(['ours', 'theirs']);
    });

    it('lets those who wait write when it is over', async () => {
      const { ours, patient } = parties();
      let waiting: Promise<unknown> | undefined;
      await ours.hold(FIRST, async (held) => {
        waiting = patient.write(insert(patient, 'theirs'));
        await held.write(insert(held, 'ours'));
      });
      await waiting;
      expect(await values(ours)).toEqual(['ours', 'theirs']);
    });

    it('lets others write who were refused meanwhile, at their first try', async () => {
      const { ours, impatient, patient } = parties();
      for (const round of ['first', 'second', 'third']) {
        await ours.hold(FIRST, async (held) => {
          const refused = expect(impatient.write(insert(impatient, `theirs, ${round}`))).rejects;
          await refused.toMatchObject({ code: 'STORAGE_BUSY' });
          await held.write(insert(held, `ours, ${round}`));
        });
        await impatient.write(insert(impatient, `theirs, ${round}`));
      }
      expect(await values(patient)).toHaveLength(6);
    });

    it('queues writes of its own storage, so that none slips into its transaction', async () => {
      const { ours, impatient } = parties();
      let queued: Promise<unknown> | undefined;
      const failing = ours.hold(FIRST, async () => {
        queued = ours.write(insert(ours, 'queued'));
        await Promise.resolve();
        throw new Error('The work has failed.');
      });
      await expect(failing).rejects.toThrow('The work has failed.');
      await queued;
      expect(await values(impatient)).toEqual(['queued']);
    });

    it('writes nothing of a write that fails, and lets others write', async () => {
      const { ours, impatient } = parties();
      await ours.write(insert(ours, 'first'));
      const twice = () => [...insert(ours, 'second')(), ...insert(ours, 'first')()];
      await expect(ours.hold(FIRST, (held) => held.write(twice))).rejects.toThrow(/UNIQUE/);
      await expect(ours.write(twice)).rejects.toThrow(/UNIQUE/);
      await impatient.write(insert(impatient, 'third'));
      expect(await values(ours)).toEqual(['first', 'third']);
    });

    it('reads what it holds, and writes what comes after its first write on its own', async () => {
      const { ours, impatient } = parties();
      await ours.write(insert(ours, 'zeroth'));
      await ours.hold(FIRST, async (held) => {
        expect(await values(held)).toHaveLength(1);
        await held.write(insert(held, 'first'));
        expect(await values(held)).toHaveLength(2);
        await held.write(insert(held, 'second'));
      });
      expect(await values(impatient)).toEqual(['zeroth', 'first', 'second']);
    });

    it('waits for who writes, and is STORAGE_BUSY when that takes too long', async () => {
      const { ours, impatient } = parties();
      await ours.hold(FIRST, async () => {
        const held = impatient.hold(FIRST, () => Promise.resolve());
        await expect(held).rejects.toMatchObject({ code: 'STORAGE_BUSY' });
      });
      await impatient.hold(FIRST, (held) => held.write(insert(held, 'held')));
      expect(await values(ours)).toEqual(['held']);
    });
  });
}
