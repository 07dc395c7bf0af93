import { resolve } from 'node:path';
import { createClient } from '@libsql/client';
import { expect, it } from 'vitest';
import { DatasetsLibSQL } from '../src/index.js';

it.each([
  ['file:app.db', resolve('app.db')],
  ['file:/folder/app%20of%20mine.db', '/folder/app of mine.db'],
  ['file:app.db?unknown=1', null],
  [':memory:', null],
  ['file::memory:', null],
  ['file:name?mode=memory&cache=shared', null],
  ['http://127.0.0.1:1', null],
])('a storage of %s says in which file its tables are', (url, file) => {
  expect(new DatasetsLibSQL({ url }).file).toBe(file);
});

it('says nothing of a client that the caller opened', () => {
  const client = createClient({ url: ':memory:' });
  expect(new DatasetsLibSQL({ client }).file).toBeNull();
  client.close();
});

it('tells the prefix of its tables', () => {
  expect(new DatasetsLibSQL({ url: ':memory:', tablePrefix: 'own_' }).tablePrefix).toBe('own_');
  expect(new DatasetsLibSQL({ url: ':memory:' }).tablePrefix).toBe('');
});
