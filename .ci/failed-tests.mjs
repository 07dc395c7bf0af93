import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import process from 'node:process';

/** The longest reason that is printed, in characters. */
const LONGEST_REASON = 500;

// Prints the tests that failed, each with the beginning of its reason, from the file of vitest's
// JSON reporter.
const [file = ''] = process.argv.slice(2);
const results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { testResults: [] };
for (const { name, status, message, assertionResults } of results.testResults) {
  const place = relative(process.cwd(), name);
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  for (const { fullName, failureMessages } of failed)
    print(`${place} > ${fullName}`, failureMessages);
  // What every test of a file needs may have failed, and then no test was run.
  if (failed.length === 0 && status === 'failed') print(place, [message ?? '']);
}

function print(title, reasons) {
  process.stdout.write(`${title}\n  ${reasons.join('\n').slice(0, LONGEST_REASON)}\n`);
}
