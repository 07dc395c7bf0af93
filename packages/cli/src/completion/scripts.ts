import { BASH_COMPLETION } from './bash.js';
import { FISH_COMPLETION } from './fish.js';
import { POWERSHELL_COMPLETION } from './powershell.js';
import { ZSH_COMPLETION } from './zsh.js';

/**
 * The script of each shell that asks `mastra-datasets complete -- WORDS` for what fits. They stand in
 * place of those of the library that answers, which name no files.
 */
export const COMPLETION_SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['bash', BASH_COMPLETION],
  ['zsh', ZSH_COMPLETION],
  ['fish', FISH_COMPLETION],
  ['powershell', POWERSHELL_COMPLETION],
]);
