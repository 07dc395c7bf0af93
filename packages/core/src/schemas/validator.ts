import type { ErrorObject, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { DatasetsError } from '../errors.js';
import type { JsonSchema, SchemaFailure } from '../storage/types.js';
import { draftOf, type Draft } from './drafts.js';
import { runWithTimeLimit, TimeLimitError } from './time-limit.js';

/** How many items are checked under one time limit. */
const SLICE_LENGTH = 100;

/** How many failures of one field are listed. */
const MOST_FAILURES = 100;

/** An item to check; a field that is `undefined` is not checked. */
export interface SchemaSubject {
  /** As in {@link SchemaFailure}. */
  readonly index: number;
  readonly id?: string;
  readonly input: unknown;
  readonly expectedOutput: unknown;
}

const AJV_OPTIONS = {
  strict: false,
  allErrors: true,
  logger: false,
  // In binary fractions 19.99 is no multiple of 0.01: a quotient this near a whole number counts as one.
  multipleOfPrecision: 7,
} as const;

type Checker = ReturnType<Draft['create']>;

/** What checks schemas themselves, by draft; made when first needed, since it takes long. */
const checkers = new Map<Draft, Checker>();

function checkerOf(draft: Draft): Checker {
  let checker = checkers.get(draft);
  if (checker === undefined) {
    checker = draft.create({ ...AJV_OPTIONS, verbose: true });
    // Compiles the meta-schema outside the time limit, as a stop halfway would leave it broken.
    void checker.validate(draft.address, {});
    checkers.set(draft, checker);
  }
  return checker;
}

/**
 * Compiles a JSON Schema within the time limit: of the draft that its `$schema` names, or else of
 * 2020-12. Throws an error that says why an invalid one is refused; references to other documents
 * are never fetched.
 */
export function compileSchema(schema: JsonSchema): ValidateFunction {
  const draft = draftOf(schema);
  // An instance of its own, so that equal `$id`s of different schemas do not clash. It has to keep
  // the schema, or references to the whole of it (`#`), as recursive types have, lead nowhere.
  const ajv = draft.create({ ...AJV_OPTIONS, validateSchema: false });
  addFormats(ajv);
  const checker = checkerOf(draft);
  let validate: ValidateFunction | undefined;
  runWithTimeLimit(() => {
    if (!checker.validate(draft.address, schema)) throw new TypeError(describeFlaws(checker));
    validate = ajv.compile(schema);
  });
  if (validate === undefined || '$async' in validate) {
    throw new TypeError('asynchronous schemas are not supported');
  }
  return validate;
}

function describeFlaws(checker: Checker): string {
  // Several parts of the meta-schema of 2020-12 find one flaw, each in the same words.
  const flaws = (checker.errors ?? []).map((error) =>
    checker.errorsText([error], { dataVar: 'schema' }),
  );
  const text = [...new Set(flaws)].join(', ');
  const isTuple = checker.errors?.some(
    ({ instancePath, keyword, data }) =>
      keyword === 'type' && instancePath.endsWith('/items') && Array.isArray(data),
  );
  if (isTuple !== true) return text;
  return `${text}; a tuple is prefixItems in draft 2020-12, and items in draft-07, which $schema has to name`;
}

/** Checks items against the schemas of a dataset, which are compiled once. */
export class SchemaValidator {
  readonly #input: ValidateFunction | null;
  readonly #expectedOutput: ValidateFunction | null;

  /** `null` accepts anything. */
  constructor(inputSchema: JsonSchema | null, expectedOutputSchema: JsonSchema | null) {
    this.#input = inputSchema === null ? null : compileSchema(inputSchema);
    this.#expectedOutput =
      expectedOutputSchema === null ? null : compileSchema(expectedOutputSchema);
  }

  /** Whether every item passes without a look. */
  get acceptsAnything(): boolean {
    return this.#input === null && this.#expectedOutput === null;
  }

  /** Lists the failures of these items; see {@link SchemaCheck}. */
  check(subjects: readonly SchemaSubject[]): SchemaFailure[] {
    const check = this.startCheck();
    for (const subject of subjects) {
      check.add(subject);
      if (check.gaveUp) break;
    }
    return check.finish();
  }

  /** Starts a check of any number of items. */
  startCheck(): SchemaCheck {
    return new SchemaCheck([
      ['input', this.#input],
      ['expectedOutput', this.#expectedOutput],
    ]);
  }
}

type FieldValidator = readonly [field: SchemaFailure['field'], validate: ValidateFunction | null];

/**
 * Collects the failures of items, up to {@link MOST_FAILURES} a field. It gives up at the first
 * item that takes too long to check, which is then the last failure.
 */
export class SchemaCheck {
  readonly #validators: readonly FieldValidator[];
  readonly #failures: SchemaFailure[] = [];
  #slice: SchemaSubject[] = [];
  #gaveUp = false;

  constructor(validators: readonly FieldValidator[]) {
    this.#validators = validators;
  }

  get gaveUp(): boolean {
    return this.#gaveUp;
  }

  add(subject: SchemaSubject): void {
    this.#slice.push(subject);
    if (this.#slice.length >= SLICE_LENGTH) this.#checkSlice();
  }

  finish(): SchemaFailure[] {
    this.#checkSlice();
    return this.#failures;
  }

  #checkSlice(): void {
    const slice = this.#slice;
    this.#slice = [];
    if (this.#gaveUp || slice.length === 0) return;
    let place: Omit<SchemaFailure, 'pointer' | 'message'> | undefined;
    try {
      runWithTimeLimit(() => {
        for (const subject of slice) {
          for (const [field, validate] of this.#validators) {
            if (validate === null || subject[field] === undefined) continue;
            place = placeOf(subject, field);
            if (validate(subject[field])) continue;
            for (const error of validate.errors?.slice(0, MOST_FAILURES) ?? []) {
              this.#failures.push({ ...place, ...describe(error) });
            }
          }
        }
      });
    } catch (error) {
      // Endless references overflow the stack, endless patterns run out of time: the item can't be
      // said to satisfy the schema, so it fails like any other.
      if (!(error instanceof TimeLimitError || error instanceof RangeError)) throw error;
      if (place === undefined) throw error;
      const message = `could not be checked: ${error.message}`;
      this.#failures.push({ ...place, pointer: '', message });
      this.#gaveUp = true;
    }
  }
}

function placeOf({ index, id }: SchemaSubject, field: SchemaFailure['field']) {
  return { index, ...(id === undefined ? {} : { id }), field };
}

function describe(error: ErrorObject): Pick<SchemaFailure, 'pointer' | 'message'> {
  return { pointer: error.instancePath, message: error.message ?? error.keyword };
}

/** Makes the error that lists failures. */
export function schemaValidationFailed(
  datasetId: string,
  failures: readonly SchemaFailure[],
): DatasetsError {
  const items = new Set(failures.map(({ index }) => index)).size;
  return new DatasetsError(
    'SCHEMA_VALIDATION_FAILED',
    `${items === 1 ? '1 item breaks' : `${items} items break`} the schemas of the dataset ${datasetId}.`,
    { details: { datasetId, failures } },
  );
}
