import {
  VersionedDatasetsStorage,
  type DatasetItem,
  type DatasetsPrimitives,
  type DatasetsStorage,
  type NewDatasetItem,
} from '@mastra-datasets/core';
import { expect } from 'vitest';
import { allVersions, at, currentItems, present } from '../fixtures.js';
import { SHARED } from './beside-writer.js';
import { interruptedPrimitives } from './interrupted.js';

/** How many items an operation is about. */
const LENGTH = 300;

/**
 * The most commits that others make meanwhile. An operation that goes through its items twice, once
 * at each of two versions, lets others commit 18 times.
 */
const MOST_COMMITS = 60;

/** What a check works with. */
export interface ProgressTools {
  /** Gives storages of empty databases, ready for use. */
  readonly open: () => Promise<VersionedDatasetsStorage>;
  /** Gives a storage over primitives, as the one under test. */
  readonly over: (primitives: DatasetsPrimitives) => VersionedDatasetsStorage;
}

/** An operation that has to come to an end however fast others write. */
export interface ProgressCheck {
  readonly name: string;
  readonly run: (tools: ProgressTools) => Promise<void>;
}

interface Scene {
  readonly datasetId: string;
  /** A storage that is never interrupted. */
  readonly theirs: DatasetsStorage;
  /** The storage that others interrupt. */
  readonly ours: VersionedDatasetsStorage;
  /** As given for the dataset's only version with items. */
  readonly given: readonly NewDatasetItem[];
  /** The items of that version, in the order given. */
  readonly stored: readonly DatasetItem[];
  /** How many commits others have made. */
  readonly commits: () => number;
}

function inputs(items: readonly DatasetItem[]): Map<string, unknown> {
  return new Map(items.map(({ id, input }) => [id, input]));
}

async function makeScene({ open, over }: ProgressTools): Promise<Scene> {
  const theirs = await open();
  const { id: datasetId } = await theirs.createDataset({ name: 'shared' });
  const given = Array.from({ length: LENGTH }, (_, index) => ({
    externalId: `item ${index}`,
    input: `question ${index}`,
  }));
  const stored = await theirs.addItems({ datasetId, items: given });
  let commits = 0;
  const commitOfOthers = async () => {
    commits += 1;
    if (commits > MOST_COMMITS) throw new Error(`Starved: others committed ${commits} times.`);
    const shared = { externalId: SHARED, onConflict: 'update' } as const;
    if (commits % 2 === 0) await theirs.addItem({ datasetId, ...shared, input: commits });
    else await theirs.addItem({ datasetId, input: `other ${commits}` });
  };
  const primitives = VersionedDatasetsStorage.primitivesOf(theirs);
  const ours = over(interruptedPrimitives(primitives, commitOfOthers));
  return { datasetId, theirs, ours, given, stored, commits: () => commits };
}

/** Makes a check of an operation during which others have to have committed. */
function check(
  name: string,
  run: (scene: Scene, tools: ProgressTools) => Promise<void>,
): ProgressCheck {
  return {
    name,
    run: async (tools) => {
      const scene = await makeScene(tools);
      await run(scene, tools);
      expect(scene.commits()).toBeGreaterThan(0);
      const { problems } = await scene.theirs.verify({ datasetId: scene.datasetId });
      expect(problems).toStrictEqual([]);
    },
  };
}

/** Expects what a batch told of its items to be what its version holds of them. */
async function expectTold(
  { datasetId, theirs }: Scene,
  version: Date,
  told: readonly DatasetItem[],
): Promise<void> {
  const items = await theirs.getItemsByVersion({ datasetId, version });
  const byId = new Map(items.map((item) => [item.id, item]));
  expect(told).toHaveLength(LENGTH);
  expect(told.map(({ id }) => byId.get(id))).toStrictEqual(told);
}

function upserts({ given }: Scene, onConflict: 'update' | 'skip', input?: string) {
  return given.map((item) => ({
    type: 'add' as const,
    ...item,
    onConflict,
    ...(input === undefined ? {} : { input }),
  }));
}

export const PROGRESS_CHECKS: readonly ProgressCheck[] = [
  check('restoreVersion', async (scene) => {
    const { datasetId, theirs, ours, stored } = scene;
    const changes = upserts(scene, 'update', 'changed');
    await theirs.applyChanges({ datasetId, changes });
    const target = at(stored, 0).version;
    const { version, itemCount } = await ours.restoreVersion({ datasetId, version: target });
    expect(itemCount).toBe(LENGTH);
    const restored = await theirs.getItemsByVersion({ datasetId, version });
    expect(inputs(restored)).toStrictEqual(inputs([...stored].reverse()));
  }),

  check('a change of the schema', async ({ datasetId, theirs, ours }) => {
    const inputSchema = { type: ['string', 'number'] };
    const dataset = await ours.updateDataset({ id: datasetId, inputSchema });
    expect(dataset.inputSchema).toStrictEqual(inputSchema);
    expect(await theirs.getDatasetById({ id: datasetId })).toMatchObject({ inputSchema });
  }),

  check("a batch with onConflict: 'update'", async (scene) => {
    const changes = upserts(scene, 'update', 'updated');
    const { version, results } = await scene.ours.applyChanges({
      datasetId: scene.datasetId,
      changes,
    });
    const told = results.flatMap(({ item }) => item ?? []);
    expect(told.every(({ input }) => input === 'updated')).toBe(true);
    await expectTold(scene, version, told);
  }),

  check("a batch with onConflict: 'update' that changes nothing", async (scene) => {
    const changes = upserts(scene, 'update');
    const { datasetId, ours } = scene;
    const { version, results } = await ours.applyChanges({ datasetId, changes });
    await expectTold(
      scene,
      version,
      results.flatMap(({ item }) => item ?? []),
    );
  }),

  check("a batch with onConflict: 'skip'", async (scene) => {
    const changes = upserts(scene, 'skip', 'never written');
    const { datasetId, ours } = scene;
    const { version, results } = await ours.applyChanges({ datasetId, changes });
    expect(results.every(({ action }) => action === 'unchanged')).toBe(true);
    await expectTold(
      scene,
      version,
      results.flatMap(({ item }) => item ?? []),
    );
  }),

  check('purgeItem', async ({ datasetId, theirs, ours, stored }) => {
    const { id } = present(stored.find(({ externalId }) => externalId === SHARED));
    for (let input = 0; input < 60; input += 1) await theirs.updateItem({ datasetId, id, input });
    await ours.purgeItem({ datasetId, id });
    const states = await theirs.getItemHistory({ id });
    expect(states.length).toBeGreaterThan(60);
    expect(states.filter(({ item }) => item.purgedAt === undefined)).toStrictEqual([]);
  }),

  check('copyDatasetTo', async (scene, { open }) => {
    const { datasetId, theirs, ours } = scene;
    await theirs.applyChanges({ datasetId, changes: upserts(scene, 'update', 'changed') });
    const newest = at(await allVersions(theirs, datasetId), 0);
    const target = await open();
    const { version, copied } = await ours.copyDatasetTo(target, { datasetId });
    expect(version).toStrictEqual(newest.version);
    expect(copied).toBe(3);
    const copy = await currentItems(target, datasetId);
    expect(copy).toStrictEqual(await theirs.getItemsByVersion({ datasetId, version }));
  }),
];
