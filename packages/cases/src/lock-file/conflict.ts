/** The lines by which git marks a conflict (https://git-scm.com/docs/git-merge). */
const OURS = /^<{7}(?: .*)?$/;
const BASE = /^\|{7}(?: .*)?$/;
const THEIRS = /^={7}$/;
const END = /^>{7}(?: .*)?$/;

/** Whether a text holds a conflict that git left in it. */
export function hasConflict(text: string): boolean {
  return lines(text).some((line) => OURS.test(line) || END.test(line));
}

/** The two texts that a conflict was made of: that of the branch one is on, and the other. */
export function sidesOfConflict(text: string): readonly [ours: string, theirs: string] {
  const ours: string[] = [];
  const theirs: string[] = [];
  const both = [ours, theirs];
  let taken = both;
  for (const line of lines(text)) {
    if (OURS.test(line)) taken = [ours];
    else if (BASE.test(line)) taken = [];
    else if (THEIRS.test(line) && taken !== both) taken = [theirs];
    else if (END.test(line)) taken = both;
    else for (const side of taken) side.push(line);
  }
  return [ours.join('\n'), theirs.join('\n')];
}

function lines(text: string): string[] {
  return text.split(/\r?\n/);
}
