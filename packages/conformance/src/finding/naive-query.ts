import { isDeepStrictEqual } from 'node:util';

/** What a query says of one item, judged step by step as MongoDB's manual describes it. */
export function meetsQuery(item: unknown, query: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(query).every(([key, condition]) => {
    switch (key) {
      case '$and':
        return queriesOf(condition).every((part) => meetsQuery(item, part));
      case '$or':
        return queriesOf(condition).some((part) => meetsQuery(item, part));
      case '$nor':
        return !queriesOf(condition).some((part) => meetsQuery(item, part));
      default:
        return meetsCondition(follow(item, key.split('.')), condition);
    }
  });
}

function queriesOf(value: unknown): Record<string, unknown>[] {
  return value as Record<string, unknown>[];
}

/** What a path leads to: nothing, one value, or, through an array, a list of values. */
interface Found {
  readonly values: readonly unknown[];
  readonly isList: boolean;
}

const NOTHING: Found = { values: [], isList: false };

/** Follows a path. Through an array it leads to the list of what the members hold there. */
function follow(value: unknown, path: readonly string[]): Found {
  const [step, ...rest] = path;
  if (step === undefined) return { values: [value], isList: false };
  if (Array.isArray(value)) {
    const members = value as readonly unknown[];
    if (/^\d+$/.test(step)) {
      return Number(step) < members.length ? follow(members[Number(step)], rest) : NOTHING;
    }
    const found = members.map((member) => follow(member, path));
    return { values: found.flatMap(({ values }) => values), isList: true };
  }
  if (!isObject(value) || !Object.hasOwn(value, step) || value[step] === undefined) {
    return NOTHING;
  }
  return follow(value[step], rest);
}

/** What an operator judges: what was found, and the list of it where it is one. */
function subjectsOf({ values, isList }: Found): readonly unknown[] {
  return isList ? [values, ...values] : values;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
  );
}

function isOperators(condition: unknown): condition is Record<string, unknown> {
  return isObject(condition) && Object.keys(condition).some((key) => key.startsWith('$'));
}

function meetsCondition(found: Found, condition: unknown): boolean {
  if (!isOperators(condition)) return equalsAny(found, condition);
  return Object.entries(condition).every(([operator, operand]) =>
    meetsOperator(found, operator, operand),
  );
}

/** What was found, and the members of what is an array. */
function unfold(found: Found): unknown[] {
  return subjectsOf(found).flatMap((value) =>
    Array.isArray(value) ? [value, ...(value as readonly unknown[])] : [value],
  );
}

function equalsAny(found: Found, expected: unknown): boolean {
  const isMissing = found.values.length === 0 && !found.isList;
  return (
    (isMissing && expected === null) ||
    unfold(found).some((value) => isDeepStrictEqual(value, expected))
  );
}

function meetsOperator(found: Found, operator: string, operand: unknown): boolean {
  const list = () => operand as readonly unknown[];
  switch (operator) {
    case '$eq':
      return equalsAny(found, operand);
    case '$ne':
      return !equalsAny(found, operand);
    case '$in':
      return list().some((value) => equalsAny(found, value));
    case '$nin':
      return !list().some((value) => equalsAny(found, value));
    case '$all':
      return list().length > 0 && list().every((value) => equalsAny(found, value));
    case '$gt':
      return comparesAny(found, operand, (sign) => sign > 0);
    case '$gte':
      return comparesAny(found, operand, (sign) => sign >= 0);
    case '$lt':
      return comparesAny(found, operand, (sign) => sign < 0);
    case '$lte':
      return comparesAny(found, operand, (sign) => sign <= 0);
    case '$exists':
      return found.values.length > 0 === operand;
    case '$size':
      return subjectsOf(found).some((value) => Array.isArray(value) && value.length === operand);
    case '$not':
      return !meetsCondition(found, operand);
    case '$elemMatch':
      return subjectsOf(found).some(
        (value) => Array.isArray(value) && anyMemberMeets(value, operand),
      );
    default:
      throw new Error(`The reference does not know the operator ${operator}.`);
  }
}

function anyMemberMeets(members: readonly unknown[], query: unknown): boolean {
  return members.some((member) =>
    isOperators(query) && !('$and' in query || '$or' in query || '$nor' in query)
      ? meetsCondition({ values: [member], isList: false }, query)
      : isObject(member) && meetsQuery(member, query as Record<string, unknown>),
  );
}

/** Compares with what is of the same kind only. */
function comparesAny(found: Found, operand: unknown, accepts: (sign: number) => boolean): boolean {
  return unfold(found).some((value) => {
    const sign = compare(value, operand);
    return sign !== null && accepts(sign);
  });
}

function compare(left: unknown, right: unknown): number | null {
  if (left instanceof Date && right instanceof Date) return left.getTime() - right.getTime();
  if (
    (typeof left === 'number' && typeof right === 'number') ||
    (typeof left === 'string' && typeof right === 'string') ||
    (typeof left === 'boolean' && typeof right === 'boolean')
  ) {
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return null;
}
