import { describe, expect, it } from 'vitest';
import type { Suite } from '../context.js';
import { expectDatasetsError } from '../errors.js';
import { currentItems, makeDataset } from '../fixtures.js';

/** A schema whose plain evaluation takes 2 to the power of `depth` steps. */
function doubling(depth: number): Record<string, unknown> {
  const $defs: Record<string, unknown> = { step0: { type: 'number' } };
  for (let step = 1; step <= depth; step += 1) {
    const $ref = `#/$defs/step${step - 1}`;
    $defs[`step${step}`] = { allOf: [{ $ref }, { $ref }] };
  }
  return { $defs, $ref: `#/$defs/step${depth}` };
}

export const refusedSchemasSuite: Suite = ({ open }) => {
  describe('schemas', () => {
    it.each([
      ['an unknown type', { type: 'strnig' }],
      ['a keyword of the wrong kind', { required: 'question' }],
      ['a reference to nowhere', { $ref: '#/$defs/none' }],
      ['a remote reference', { $ref: 'https://example.com/schema.json' }],
      ['a remote part', { properties: { child: { $ref: 'other.json#/$defs/child' } } }],
      ['a pattern that is none', { pattern: '(' }],
    ])('that are invalid are refused: %s', async (_, schema) => {
      const storage = await open();
      const { datasetId, dataset } = await makeDataset(storage);
      for (const field of ['inputSchema', 'expectedOutputSchema']) {
        const create = storage.createDataset({ name: 'd', [field]: schema });
        await expectDatasetsError(create, 'INVALID_ARGUMENT');
        const update = storage.updateDataset({ id: datasetId, [field]: schema });
        await expectDatasetsError(update, 'INVALID_ARGUMENT');
      }
      expect(await storage.getDatasetById({ id: datasetId })).toStrictEqual(dataset);
    });

    it.each(['has', 'get', 'ownKeys', 'getPrototypeOf'] as const)(
      'that fail when they are read are refused: %s',
      async (trap) => {
        const storage = await open();
        const fail = () => {
          throw new Error('trapped');
        };
        const inputSchema = new Proxy({ type: 'string' }, { [trap]: fail });
        const create = storage.createDataset({ name: 'd', inputSchema });
        await expectDatasetsError(create, 'INVALID_ARGUMENT');
      },
    );

    it.each([
      ['a reference to itself', { $ref: '#' }, 'text'],
      ['a loop of references', { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } }, {}],
      ['references that double at each step', doubling(40), 'text'],
      ['a catastrophic pattern', { pattern: '^(a+)+$' }, `${'a'.repeat(60)}b`],
      [
        'a catastrophic pattern of keys',
        { patternProperties: { '^(a|a)*$': { type: 'number' } } },
        { [`${'a'.repeat(60)}b`]: 1 },
      ],
    ])('that are hostile hang nobody: %s', async (_, inputSchema, input) => {
      const storage = await open();
      const attempt = async () => {
        const { id } = await storage.createDataset({ name: 'd', inputSchema });
        await storage.addItem({ datasetId: id, input });
      };
      const error = await attempt().catch((cause: unknown) => cause);
      expect(error).toMatchObject({
        name: 'DatasetsError',
        code: expect.stringMatching(/^(INVALID_ARGUMENT|SCHEMA_VALIDATION_FAILED)$/) as string,
      });
      // The storage still works for others.
      const { datasetId, items } = await makeDataset(storage, ['a']);
      expect(await currentItems(storage, datasetId)).toStrictEqual(items);
    });
  });
};
