import { Ajv, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../storage/types.js';

/** A draft of JSON Schema that schemas may be written in. */
export interface Draft {
  /** The address of its meta-schema. */
  readonly address: string;
  readonly create: (options: Options) => Ajv | Ajv2019 | Ajv2020;
}

/** What a schema is written in that does not say so. */
const NEWEST: Draft = {
  address: 'https://json-schema.org/draft/2020-12/schema',
  create: (options) => new Ajv2020(options),
};

const DRAFTS: Readonly<Record<string, Draft>> = {
  'draft/2020-12': NEWEST,
  'draft/2019-09': {
    address: 'https://json-schema.org/draft/2019-09/schema',
    create: (options) => new Ajv2019(options),
  },
  'draft-07': {
    address: 'http://json-schema.org/draft-07/schema',
    create: (options) => new Ajv(options),
  },
};

/** Both schemes, and the empty fragment, are seen in the wild. */
const ADDRESS = /^https?:\/\/json-schema\.org\/(.+)\/schema#?$/;

/** The draft that a schema is written in. Throws a `TypeError` for one that is not supported. */
export function draftOf(schema: JsonSchema): Draft {
  if (typeof schema === 'boolean' || schema['$schema'] === undefined) return NEWEST;
  const { $schema } = schema;
  const name = typeof $schema === 'string' ? ADDRESS.exec($schema)?.[1] : undefined;
  if (name !== undefined && Object.hasOwn(DRAFTS, name)) return DRAFTS[name] ?? NEWEST;
  throw new TypeError(
    `its $schema is ${JSON.stringify($schema)}; the drafts 2020-12, 2019-09 and draft-07 of ` +
      'JSON Schema are supported',
  );
}
