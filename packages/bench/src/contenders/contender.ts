import type { Question } from '../questions.js';

/** Whose figures they are: our library's, a peer's, LanceDB's, or the driver's limit. */
export type Role = 'ours' | 'peer' | 'lance' | 'limit';

/** A version as its storage names it: a date, or a number. */
export type VersionMark = Date | number;

/** An item as any of the storages returns it. */
export interface ReadItem {
  readonly id: string;
  readonly input: unknown;
  /** Our name for the answer. */
  readonly expectedOutput?: unknown;
  /** The peer's name for it. */
  readonly groundTruth?: unknown;
}

export interface PageRequest {
  readonly datasetId: string;
  readonly page: number;
  readonly perPage: number;
  readonly version?: VersionMark | undefined;
}

export interface Page {
  readonly items: readonly ReadItem[];
  readonly pagination: { readonly total: number };
  readonly nextCursor?: string | undefined;
}

/** How durable a connection's commits are. */
export interface ConnectionSettings {
  readonly journalMode: string;
  readonly synchronous: string;
}

/** What every contender can do, the driver's limit included. */
export interface BasicContender {
  readonly role: Role;
  readonly label: string;
  createDataset(): Promise<string>;
  /** Adds items in one commit. */
  addItems(datasetId: string, questions: readonly Question[]): Promise<readonly ReadItem[]>;
  getItem(id: string): Promise<ReadItem | null>;
  currentVersion(datasetId: string): Promise<VersionMark>;
  snapshot(datasetId: string, version: VersionMark): Promise<readonly ReadItem[]>;
  /** Milliseconds spent in commit waits so far. */
  waited(): number;
  /** `null` when there is no database connection. */
  settings(): Promise<ConnectionSettings | null>;
  /** The size of the database in bytes; `null` when it is not in a file. */
  usedBytes(): Promise<number | null>;
  close(): Promise<void>;
}

/** What those can do that change single items and keep old versions. */
export interface EditingContender extends BasicContender {
  addItem(datasetId: string, question: Question): Promise<ReadItem>;
  updateItem(datasetId: string, id: string, question: Question): Promise<ReadItem>;
  deleteItem(datasetId: string, id: string): Promise<void>;
  deleteItems(datasetId: string, ids: readonly string[]): Promise<void>;
  getItemAt(id: string, version: VersionMark): Promise<ReadItem | null>;
  countItems(datasetId: string): Promise<number>;
}

/** What storages of datasets can do. */
export interface Contender extends EditingContender {
  listPage(request: PageRequest): Promise<Page>;
}

/** Counts the items of a dataset by the total of a list. */
export async function countByPage(
  contender: Pick<Contender, 'listPage'>,
  datasetId: string,
): Promise<number> {
  return (await contender.listPage({ datasetId, page: 0, perPage: 1 })).pagination.total;
}

export function inputOf({ question }: Question): { question: string } {
  return { question };
}

export function answerOf({ answer }: Question): { answer: string } {
  return { answer };
}
