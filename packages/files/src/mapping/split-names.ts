/** Between the names of splits in a cell of text. */
const SEPARATOR = ';';

/** Reads the names of splits in a cell of text, such as `train;hard`. */
export function splitNames(cell: string): string[] {
  return cell
    .split(SEPARATOR)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Whether a cell of text can hold the name of a split. */
export function isCellName(name: string): boolean {
  return !name.includes(SEPARATOR) && name.trim() === name;
}

/** Writes names of splits as a cell of text, where {@link isCellName} holds for each. */
export function joinNames(names: readonly string[]): string {
  return names.join(SEPARATOR);
}
