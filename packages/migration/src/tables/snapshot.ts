import { compareText, TABLE_DATASET_ITEMS, type ItemPageRequest } from '@mastra-datasets/core';
import type { TablesReader } from './reader.js';
import { numberOf, textOf, timeOf } from './values.js';

/** An item of a snapshot, by which it has its place. */
interface Place {
  readonly id: string;
  readonly createdAt: number;
}

/** Lists the items of a snapshot, without their content, from the oldest to the newest. */
export class Snapshots {
  readonly #reader: TablesReader;
  /** The last one asked for, as pages are fetched one after the other. */
  #last: { readonly datasetId: string; readonly number: number; places: Place[] } | null = null;

  constructor(reader: TablesReader) {
    this.#reader = reader;
  }

  /** The ids of a range of a snapshot, in order. */
  async idsOf(request: ItemPageRequest): Promise<string[]> {
    const { datasetId, at, order, after, offset, limit } = request;
    const timeline = await this.#reader.timelineAt(datasetId, at);
    if (timeline === null) return [];
    const oldestFirst = await this.#placesAt(datasetId, timeline.numberAt(at));
    const places = order === 'oldest' ? oldestFirst : oldestFirst.toReversed();
    const sign = order === 'oldest' ? 1 : -1;
    const isAfter = (place: Place) => after === null || sign * comparePlaces(place, after) > 0;
    const start = places.findIndex(isAfter);
    if (start === -1) return [];
    const end = limit === null ? undefined : start + offset + limit;
    return places.slice(start + offset, end).map(({ id }) => id);
  }

  async #placesAt(datasetId: string, number: number): Promise<Place[]> {
    const known = this.#last;
    if (known?.datasetId === datasetId && known.number === number) return known.places;
    const places = await this.#readPlaces(datasetId, number);
    this.#last = { datasetId, number, places };
    return places;
  }

  async #readPlaces(datasetId: string, number: number): Promise<Place[]> {
    const timeline = await this.#reader.timelineTo(datasetId, number);
    if (timeline === null) return [];
    const { dialect, run } = this.#reader.connection;
    const table = dialect.table(TABLE_DATASET_ITEMS);
    const rows = await run(
      `SELECT "id", ${dialect.time('createdAt')} AS "createdAt",
          (SELECT min(f."datasetVersion") FROM ${table} f WHERE f."id" = i."id") AS "firstVersion"
        FROM ${table} i WHERE "datasetId" = ? AND NOT "isDeleted" AND ${currentAt(number)}`,
      [datasetId],
    );
    return rows
      .map((row) => ({
        id: textOf(row, 'id'),
        createdAt: timeline.creationOf(timeOf(row, 'createdAt'), numberOf(row, 'firstVersion')),
      }))
      .sort(comparePlaces);
  }
}

function comparePlaces(left: Place, right: Place): number {
  return left.createdAt - right.createdAt || compareText(left.id, right.id);
}

/** Whether a row is in a version. */
export function currentAt(number: number): string {
  return `"datasetVersion" <= ${number} AND ("validTo" IS NULL OR "validTo" > ${number})`;
}
