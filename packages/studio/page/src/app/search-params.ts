/** The parameters of an address as the router holds them: text, or texts where a name is repeated. */
export type SearchParams = Record<string, string | string[]>;

/**
 * Reads the query of an address. Values stay text, so that addresses read as people would write them:
 * `?version=3&splits=train&splits=test`.
 */
export function parseSearch(text: string): SearchParams {
  const parameters = new URLSearchParams(text);
  const entries = [...new Set(parameters.keys())].map((name): [string, string | string[]] => {
    const [first = '', ...others] = parameters.getAll(name);
    return [name, others.length === 0 ? first : [first, ...others]];
  });
  return Object.fromEntries(entries);
}

/** Writes what {@link parseSearch} reads; `undefined` and empty lists are left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (Array.isArray(value)) for (const entry of value) parameters.append(name, String(entry));
    else if (typeof value === 'string') parameters.append(name, value);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** The text of a parameter; `undefined` when it is absent, empty or repeated. */
export function textParam(search: Record<string, unknown>, name: string): string | undefined {
  const value = search[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The texts of a parameter; `undefined` when it is absent. */
export function listParam(search: Record<string, unknown>, name: string): string[] | undefined {
  const value = search[name];
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((entry) => typeof entry === 'string');
  return texts.length === 0 ? undefined : texts;
}

/** The text of a parameter that has to be one of these; `undefined` when it is not. */
export function choiceParam<Choice extends string>(
  search: Record<string, unknown>,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  return choices.find((choice) => choice === search[name]);
}
