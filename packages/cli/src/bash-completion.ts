/**
 * Completes words in bash, and names of files where there is nothing else. In place of the script
 * of the library that completes, which needs the package bash-completion, cannot be loaded twice,
 * names no files, and runs what a half-written line quotes.
 */
export const BASH_COMPLETION = [
  '# bash completion for mastra-datasets',
  '__mastra_datasets_complete() {',
  '    local word="${COMP_WORDS[COMP_CWORD]}" line',
  '    COMPREPLY=()',
  '    while IFS= read -r line; do',
  "        line=${line%%$'\\t'*}",
  '        if [[ $line != :* && $line == "$word"* ]]; then',
  '            COMPREPLY+=("$line")',
  '        fi',
  '    done < <(mastra-datasets complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)',
  '}',
  'complete -o bashdefault -o default -F __mastra_datasets_complete mastra-datasets',
  '',
].join('\n');
