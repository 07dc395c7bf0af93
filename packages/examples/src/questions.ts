import { createRequire } from 'node:module';
import type { NewDatasetItem } from '@mastra-datasets/core';
import countries, { type Country } from 'world-countries';
import { z } from 'zod';

const loadModule = createRequire(import.meta.url);
const { version } = z
  .object({ version: z.string() })
  .parse(loadModule('world-countries/package.json'));

/** Where the questions come from. */
export const SOURCE = `world-countries ${version}`;

/** Tags the version that holds the questions as this release of the source has them. */
export const SOURCE_TAG = `v${version}`;

/** A test case for each country: what a model is asked, and what it should answer. */
export interface CapitalQuestion extends NewDatasetItem {
  externalId: string;
  input: string;
  expectedOutput?: string;
  context: { country: string; region: string; capitals: string[] };
}

function questionOf({ cca3, name, region, capital: capitals }: Country): CapitalQuestion {
  const [capital] = capitals;
  return {
    externalId: cca3,
    input: `What is the capital of ${name.common}?`,
    ...(capital === undefined ? {} : { expectedOutput: capital }),
    context: { country: name.common, region, capitals },
  };
}

/** One question for each country, also for those with several capitals or none. */
export function capitalQuestions(): CapitalQuestion[] {
  return countries.map(questionOf);
}
