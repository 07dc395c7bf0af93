import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

// Prints what the tests did, each kind of thing with its sum, from the file they appended to.
const [file = ''] = process.argv.slice(2);
const sums = new Map();
const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
for (const line of lines.filter((text) => text !== '')) {
  const { name, count } = JSON.parse(line);
  sums.set(name, (sums.get(name) ?? 0) + count);
}
for (const name of [...sums.keys()].sort()) {
  process.stdout.write(`${name}: ${sums.get(name).toLocaleString('en')}\n`);
}
