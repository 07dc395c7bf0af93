import { useQuery } from '@tanstack/react-query';
import type { JsonSchema } from '../api/wire.js';

/** What a value breaks of a schema. */
export interface SchemaProblem {
  /** Where in the value, such as `/answer/0`; empty for the value itself. */
  readonly pointer: string;
  readonly message: string;
}

/** The most that is told at once. */
const MOST_PROBLEMS = 20;

const DRAFTS = { 'draft/2019-09': '2019-09', 'draft-07': '7' } as const;

function draftOf(schema: JsonSchema): '2020-12' | '2019-09' | '7' {
  const address = typeof schema === 'boolean' ? undefined : schema.$schema;
  const name = Object.keys(DRAFTS).find(
    (draft) => typeof address === 'string' && address.includes(`/${draft}/`),
  );
  return name === undefined ? '2020-12' : DRAFTS[name as keyof typeof DRAFTS];
}

/** Makes the check of a schema. It interprets the schema, since the page may not make code of it. */
async function makeCheck(schema: JsonSchema): Promise<(value: unknown) => SchemaProblem[]> {
  const { Validator } = await import('@cfworker/json-schema');
  const validator = new Validator(schema, draftOf(schema), false);
  return (value) => {
    const { errors } = validator.validate(value);
    // An error of a member comes after those of what holds it, which say less.
    const leaves = errors.filter(
      ({ instanceLocation, keyword }) =>
        keyword !== 'properties' &&
        keyword !== 'items' &&
        !(
          keyword === '$ref' && errors.some((other) => other.instanceLocation !== instanceLocation)
        ),
    );
    return (leaves.length > 0 ? leaves : errors).slice(0, MOST_PROBLEMS).map((error) => ({
      pointer: error.instanceLocation.replace(/^#/, ''),
      message: error.error,
    }));
  };
}

/** A check of values by a schema; `null` while there is none, or it is on its way. */
export function useSchemaCheck(
  schema: JsonSchema | undefined,
): ((value: unknown) => SchemaProblem[]) | null {
  const { data } = useQuery({
    queryKey: ['schema check', schema ?? null],
    queryFn: async () => ({ check: schema === undefined ? null : await makeCheck(schema) }),
    staleTime: Infinity,
    structuralSharing: false,
  });
  return data?.check ?? null;
}
