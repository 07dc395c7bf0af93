/** Completes words in fish, and names of files where there is nothing else. */
export const FISH_COMPLETION = [
  '# fish completion for mastra-datasets',
  'function __mastra_datasets_complete',
  '    set -l words (commandline -opc)',
  '    set -l current (commandline -ct)',
  // An empty word is a word, too.
  '    set -l lines (mastra-datasets complete -- $words[2..-1] "$current" 2>/dev/null)',
  '    set -l pattern \'^\'(string escape --style=regex -- "$current")',
  "    set -l found (string match --invert --regex -- '^:|^$' $lines | string match --entire --regex -- $pattern)",
  '    if test (count $found) -gt 0',
  "        printf '%s\\n' $found",
  '    else',
  '        __fish_complete_path "$current"',
  '    end',
  'end',
  "complete --command mastra-datasets --no-files --arguments '(__mastra_datasets_complete)'",
  '',
].join('\n');
