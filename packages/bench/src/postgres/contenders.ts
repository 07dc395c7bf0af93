import { DatasetsPG } from '@mastra-datasets/pg';
import pg from 'pg';
import {
  answerOf,
  inputOf,
  type BasicContender,
  type ConnectionSettings,
  type ReadItem,
} from '../contenders/contender.js';
import { OurContender } from '../contenders/ours.js';
import { RecordingClock } from '../contenders/recording-clock.js';
import type { Question } from '../questions.js';

/** Our storage in a PostgreSQL database. */
export class OurPostgresContender extends OurContender {
  static open(connectionString: string): OurPostgresContender {
    const clock = new RecordingClock();
    const storage = new DatasetsPG({ connectionString, clock });
    return new OurPostgresContender('ours, PostgreSQL', storage, clock);
  }
}

const STATES = `CREATE TABLE items (id uuid PRIMARY KEY, input text NOT NULL, answer text NOT NULL)`;

/** One column for each value, as text: what `pg` gives without anybody's help. */
interface LimitRow {
  readonly id: string;
  readonly input: string;
  readonly answer: string;
}

function toItem({ id, input, answer }: LimitRow): ReadItem {
  return { id, input: JSON.parse(input), expectedOutput: JSON.parse(answer) };
}

/**
 * What `pg` does by itself with one round trip for each operation: a table without versions,
 * history or any index but the key's.
 */
export class PgLimitContender implements BasicContender {
  readonly role = 'limit';
  readonly label = 'pg alone';
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(connectionString: string): Promise<PgLimitContender> {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.query(STATES);
    return new PgLimitContender(client);
  }

  createDataset(): Promise<string> {
    return Promise.resolve('items');
  }

  async addItems(_datasetId: string, questions: readonly Question[]): Promise<ReadItem[]> {
    const { rows } = await this.#client.query<LimitRow>(
      `INSERT INTO items SELECT gen_random_uuid(), i, a FROM unnest($1::text[], $2::text[]) v(i, a)
        RETURNING *`,
      [
        questions.map((question) => JSON.stringify(inputOf(question))),
        questions.map((question) => JSON.stringify(answerOf(question))),
      ],
    );
    return rows.map(toItem);
  }

  /** Empties the table, as a new dataset begins empty. */
  async clear(): Promise<void> {
    await this.#client.query('TRUNCATE items');
  }

  /** Sets the content of an item, in a transaction of its own. */
  async updateItem(id: string, question: Question): Promise<void> {
    await this.#client.query({
      name: 'update',
      text: 'UPDATE items SET input = $2, answer = $3 WHERE id = $1',
      values: [id, JSON.stringify(inputOf(question)), JSON.stringify(answerOf(question))],
    });
  }

  async getItem(id: string): Promise<ReadItem | null> {
    const { rows } = await this.#client.query<LimitRow>({
      name: 'read',
      text: 'SELECT * FROM items WHERE id = $1',
      values: [id],
    });
    const [row] = rows;
    return row === undefined ? null : toItem(row);
  }

  currentVersion(): Promise<number> {
    return Promise.resolve(0);
  }

  async snapshot(): Promise<ReadItem[]> {
    return (await this.#client.query<LimitRow>('SELECT * FROM items')).rows.map(toItem);
  }

  waited(): number {
    return 0;
  }

  settings(): Promise<ConnectionSettings | null> {
    return Promise.resolve(null);
  }

  usedBytes(): Promise<number | null> {
    return Promise.resolve(null);
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}
