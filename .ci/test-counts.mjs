import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

// Prints how many tests passed and failed, from the file of vitest's JSON reporter; zeros when there
// is none, as when vitest did not start.
const [file = ''] = process.argv.slice(2);
const results = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8'))
  : { numPassedTests: 0, numFailedTests: 0 };
process.stdout.write(`${results.numPassedTests} ${results.numFailedTests}\n`);
