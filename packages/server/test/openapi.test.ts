import { validate } from '@hyperjump/json-schema/openapi-3-1';
import { expect, it } from 'vitest';
import { openApp } from './support/requests.js';

/** The meta-schema of OpenAPI 3.1, with that of its schemas. */
const META_SCHEMA = 'https://spec.openapis.org/oas/3.1/schema-base';

async function described() {
  const answer = await openApp().ask('GET', '/openapi.json');
  return (await answer.json()) as Record<string, string>;
}

it('the description is OpenAPI 3.1, and its schemas are JSON Schema', async () => {
  expect(await validate(META_SCHEMA, await described(), 'BASIC')).toEqual({ valid: true });
});

it('a description that is none is told apart, and so is a schema that is none', async () => {
  const document = await described();
  for (const wrong of [
    { paths: { '/wrong': { get: { summary: 1 } } } },
    { components: { schemas: { Wrong: { type: 'nonsense' } } } },
  ]) {
    expect((await validate(META_SCHEMA, { ...document, ...wrong })).valid).toBe(false);
  }
});
