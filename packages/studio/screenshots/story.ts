import type { Clock, VersionedDatasetsStorage } from '@mastra-datasets/core';
import { capitalQuestions, SOURCE } from '../../examples/src/questions.js';

/** The present of the screenshots. */
export const NOW = new Date('2026-05-28T15:00:00Z');

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A clock that stands, until the story goes on. */
export class StoryClock implements Clock {
  #time = NOW.getTime() - 30 * DAY;

  now(): number {
    return this.#time;
  }

  wait(untilMs: number): Promise<void> {
    this.#time = Math.max(this.#time, untilMs);
    return Promise.resolve();
  }

  /** Goes on to a time before the present, in milliseconds. */
  beforeNow(milliseconds: number): void {
    this.#time = Math.max(this.#time, NOW.getTime() - milliseconds);
  }
}

/** The ids that the screenshots look at. */
export interface Story {
  readonly capitals: string;
  readonly support: string;
  /** An item of {@link support}. */
  readonly conversation: string;
}

/** Fills a store with datasets as teams have them, made by several people over some weeks. */
export async function tellStory(
  storage: VersionedDatasetsStorage,
  clock: StoryClock,
): Promise<Story> {
  const support = await makeSupport(storage, clock);
  const capitals = await makeCapitals(storage, clock);
  const conversation = await storage.getItemByExternalId({
    datasetId: support,
    externalId: 'refund-1',
  });
  return { capitals, support, conversation: conversation?.id ?? '' };
}

async function makeCapitals(storage: VersionedDatasetsStorage, clock: StoryClock): Promise<string> {
  const datasetId = 'capitals';
  clock.beforeNow(21 * DAY);
  await storage.createDataset({
    id: datasetId,
    name: 'Capitals of the world',
    description: 'One question for each country, with the answer that a model should give.',
    metadata: { source: SOURCE },
    attributes: { team: 'geography' },
  });
  const questions = capitalQuestions();
  clock.beforeNow(21 * DAY - HOUR);
  await storage.addItems({
    datasetId,
    items: questions.map((question) => ({ ...question, splits: ['train'] })),
    author: 'Ann',
    message: `Load the questions of ${SOURCE}`,
  });
  await storage.tagVersion({ datasetId, tag: 'baseline', version: 1 });
  await storage.tagVersion({ datasetId, tag: 'v5.1.0', version: 1 });

  const items = new Map<string, string>();
  for await (const { id, externalId } of storage.iterateItems({ datasetId })) {
    items.set(externalId ?? '', id);
  }
  const idOf = (externalId: string) => items.get(externalId) ?? '';

  clock.beforeNow(16 * DAY);
  await storage.updateItems({
    datasetId,
    author: 'Ann',
    message: 'Ask for all capitals where there are several',
    items: questions
      .filter(({ context }) => context.capitals.length > 1)
      .map(({ externalId, context }) => ({
        id: idOf(externalId),
        input: `What are the capitals of ${context.country}?`,
        expectedOutput: context.capitals,
      })),
  });

  clock.beforeNow(16 * DAY - 2 * HOUR);
  const unanswerable = questions.filter(({ context }) => context.capitals.length === 0);
  await storage.deleteItems({
    datasetId,
    author: 'Ann',
    message: 'Delete what has no capital',
    ids: unanswerable.map(({ externalId }) => idOf(externalId)),
  });

  clock.beforeNow(9 * DAY);
  const tested = questions.filter(({ context }) => context.region === 'Europe').slice(0, 40);
  await storage.updateItems({
    datasetId,
    author: 'Ben',
    message: 'Keep forty questions about Europe for tests',
    items: tested.map(({ externalId }) => ({ id: idOf(externalId), splits: ['test'] })),
  });
  await storage.tagVersion({ datasetId, tag: '2026-05', version: 4 });

  clock.beforeNow(2 * DAY);
  await storage.addItems({
    datasetId,
    author: 'Carla',
    message: 'Add questions that need two steps',
    items: HARD_QUESTIONS.map((question, index) => ({
      ...question,
      externalId: `hard-${index + 1}`,
      splits: ['hard'],
    })),
  });

  clock.beforeNow(HOUR);
  await storage.applyChanges({
    datasetId,
    author: 'Ben',
    message: 'Correct answers that reviewers marked',
    changes: [
      { type: 'update', id: idOf('KAZ'), expectedOutput: 'Astana (from 2019 to 2022: Nur-Sultan)' },
      { type: 'update', id: idOf('BOL'), expectedOutput: 'Sucre; the government sits in La Paz' },
      {
        type: 'update',
        id: idOf('NLD'),
        expectedOutput: 'Amsterdam; the government sits in The Hague',
      },
      {
        type: 'update',
        id: idOf('BDI'),
        input: 'What is the political capital of Burundi?',
        expectedOutput: 'Gitega',
        context: {
          country: 'Burundi',
          region: 'Africa',
          capitals: ['Gitega', 'Bujumbura'],
          note: 'Gitega has been the political capital since 2018; Bujumbura is the economic one.',
        },
      },
      { type: 'delete', id: idOf('ESH') },
      {
        type: 'add',
        externalId: 'hard-7',
        input: 'Which capital is the highest above the sea?',
        expectedOutput: 'La Paz, where the government of Bolivia sits',
        splits: ['hard'],
      },
    ],
  });
  return datasetId;
}

const HARD_QUESTIONS = [
  {
    input: 'Which capital lies between the rivers Danube and Sava?',
    expectedOutput: 'Belgrade',
  },
  {
    input: 'Name the capitals of all countries that border Lake Victoria.',
    expectedOutput: ['Kampala', 'Nairobi', 'Dodoma'],
  },
  {
    input: 'What is the capital of the country whose flag has a cedar?',
    expectedOutput: 'Beirut',
  },
  {
    input: 'Which two capitals are the nearest to each other, leaving out Rome and the Vatican?',
    expectedOutput: 'Brazzaville and Kinshasa',
  },
  {
    input: 'What was the capital of Nigeria before Abuja?',
    expectedOutput: 'Lagos',
  },
  {
    input: 'Which capital of South America lies nearest to the equator?',
    expectedOutput: 'Quito',
  },
];

async function makeSupport(storage: VersionedDatasetsStorage, clock: StoryClock): Promise<string> {
  const datasetId = 'support';
  clock.beforeNow(29 * DAY);
  await storage.createDataset({
    id: datasetId,
    name: 'Support conversations',
    description: 'What customers ask, and how the assistant should answer.',
    attributes: { team: 'support', language: 'en' },
    inputSchema: {
      type: 'object',
      properties: { messages: { type: 'array', minItems: 1 } },
      required: ['messages'],
    },
  });
  clock.beforeNow(28 * DAY);
  await storage.addItems({
    datasetId,
    author: 'Dana',
    message: 'Import the conversations of April',
    items: CONVERSATIONS,
  });
  return datasetId;
}

const SYSTEM = {
  role: 'system',
  content: 'You help customers of a shop for bicycles. Answer in two sentences at most.',
};

const CONVERSATIONS = [
  {
    externalId: 'refund-1',
    input: {
      messages: [
        SYSTEM,
        {
          role: 'user',
          content: 'The chain of my new bike broke after two days. Can I send it back?',
        },
      ],
    },
    expectedOutput:
      'Yes: within **30 days** you can send it back at our cost.\n\n1. Print the label from *My orders*.\n2. Put the bike into its box.\n3. Hand it to the courier.',
    splits: ['refunds'],
  },
  {
    externalId: 'delivery-1',
    input: {
      messages: [
        SYSTEM,
        { role: 'user', content: 'Where is my order 1182?' },
        {
          role: 'assistant',
          content: 'It left our house on Monday. Do you want the tracking link?',
        },
        { role: 'user', content: 'Yes, please.' },
      ],
    },
    expectedOutput: 'Here it is: `https://shop.example/track/1182`. It should arrive tomorrow.',
    splits: ['delivery'],
  },
  {
    externalId: 'advice-1',
    input: {
      messages: [SYSTEM, { role: 'user', content: 'Which tyres do I need for gravel?' }],
    },
    expectedOutput:
      'Tyres of 40 to 45 mm with a fine profile. Check that your frame has room for them.',
    splits: ['advice'],
  },
];
