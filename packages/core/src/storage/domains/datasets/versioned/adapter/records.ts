import type { JsonDocument } from '../../../../../json/document.js';

/** A dataset as adapters store it. Times are milliseconds since the Unix epoch, here and below. */
export interface DatasetRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly metadata: JsonDocument | null;
  readonly inputSchema: JsonDocument | null;
  readonly expectedOutputSchema: JsonDocument | null;
  /** A number that other schemas of this dataset never get; `null` when there are none. */
  readonly schemaRevision: number | null;
  readonly attributes: JsonDocument | null;
  readonly version: number;
  /** The number of the commit that `version` is. */
  readonly versionNumber: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The JSON of an item. */
export interface ItemDocuments {
  readonly input: JsonDocument;
  /** `null` when there is none; JSON `null` is a document. */
  readonly expectedOutput: JsonDocument | null;
  readonly context: JsonDocument | null;
  /** An array of text. */
  readonly splits: JsonDocument | null;
  readonly source: JsonDocument | null;
  readonly attributes: JsonDocument | null;
}

/** One state of an item as adapters store it. */
export interface ItemRecord extends ItemDocuments {
  readonly id: string;
  readonly datasetId: string;
  readonly externalId: string | null;
  readonly version: number;
  /** The number of the commit that `version` is. */
  readonly versionNumber: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the content was removed, by a commit or in place; `null` while it is there. */
  readonly purgedAt: number | null;
}

/** One state of an item with its end: `null` while it is current. */
export interface ItemStateRecord {
  readonly item: ItemRecord;
  readonly validTo: number | null;
  /** The number of the commit that `validTo` is; `null` also where the data are damaged. */
  readonly validToNumber: number | null;
}

/**
 * The item that an external id names: the current item that has it, or else the one that was
 * deleted last. `item` is its current or last state, and `validTo` is the end of that state.
 */
export type NamedItem = Pick<ItemStateRecord, 'item' | 'validTo'>;

/** A commit as adapters store it. */
export interface CommitRecord {
  readonly datasetId: string;
  readonly version: number;
  readonly number: number;
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
  readonly purged: number;
  /** How many items the version holds. */
  readonly itemCount: number;
  readonly author: string | null;
  readonly message: string | null;
}

/** A tag of a commit that is there. */
export type NumberedTag = TagRecord & { readonly number: number };

/** A tag as adapters store it. */
export interface TagRecord {
  readonly datasetId: string;
  readonly tag: string;
  readonly version: number;
  /** The number of the tagged commit; `null` where the data are damaged and there is none. */
  readonly number: number | null;
  readonly createdAt: number;
}
