import {
  DatasetsError,
  type CommitNotes,
  type CommitRefused,
  type CommitRequest,
  type CommitResult,
  type DatasetRecord,
  type DatasetUpdate,
  type DatasetUpdateRefused,
  type ItemInsert,
  type PurgeRequest,
} from '@mastra-datasets/core';
import type { RunStatement } from '../connection/connection.js';
import { requireAllColumns } from '../tables/columns.js';
import type { TablesReader } from '../tables/reader.js';
import { MastraReads } from '../tables/reads.js';
import { tenancyOf, writeCommit } from './write-commit.js';
import { insertDataset, lockDataset, updateDataset } from './write-dataset.js';
import { insertedRecord, insertStates, purgeItems } from './write-items.js';

/** Mastra's tables, with the writes that a copy needs. */
export class MastraWrites extends MastraReads {
  readonly #reader: TablesReader;

  constructor(reader: TablesReader) {
    super(reader);
    this.#reader = reader;
  }

  override insertDataset(
    dataset: DatasetRecord,
    items: readonly ItemInsert[],
    notes: CommitNotes,
  ): Promise<boolean> {
    return this.#write(async (run) => {
      requireNoNotes(notes);
      if (!(await insertDataset(this.#reader, run, dataset))) return false;
      const { id: datasetId, version } = dataset;
      const found = await lockDataset(this.#reader, run, datasetId);
      const tenancy = found === null ? {} : tenancyOf(found);
      const place = { datasetId, number: 0, version, tenancy };
      const states = items.map((item) => ({
        item: insertedRecord(item, place),
        isDeleted: false,
      }));
      await insertStates(this.#reader, run, states, place);
      // The items came after it was read.
      this.#reader.forget();
      return true;
    });
  }

  override updateDataset(update: DatasetUpdate): Promise<DatasetRecord | DatasetUpdateRefused> {
    return this.#write((run) => updateDataset(this.#reader, run, update));
  }

  override async commit(request: CommitRequest): Promise<CommitResult | CommitRefused> {
    const { datasetId, kept, checksIdentities, returnsUpdated } = request;
    if (kept.length > 0 || checksIdentities || returnsUpdated) throw notOfACopy();
    requireNoNotes(request);
    const result = await this.#write((run) => writeCommit(this.#reader, run, request));
    if ('refused' in result) return result;
    const { states, ...written } = result;
    const index = await this.#reader.indexTo(datasetId, written.number - 1);
    if (index?.timeline.newest?.number === written.number - 1) index.add(written.version, states);
    return written;
  }

  override purgeInPlace(request: PurgeRequest): Promise<void> {
    return this.#write((run) => purgeItems(this.#reader, run, request));
  }

  async #write<Outcome>(work: (run: RunStatement) => Promise<Outcome>): Promise<Outcome> {
    requireAllColumns(await this.#reader.columns());
    try {
      return await this.#reader.connection.transaction(work);
    } catch (error) {
      // What was read in between may have been undone.
      this.#reader.forget();
      throw error;
    }
  }
}

function requireNoNotes({ author, message }: CommitNotes): void {
  if (author !== null || message !== null) throw notOfACopy();
}

function notOfACopy(): DatasetsError {
  return new DatasetsError('NOT_SUPPORTED', "Only copies are written to Mastra's tables.", {
    details: { capability: 'writes' },
  });
}
