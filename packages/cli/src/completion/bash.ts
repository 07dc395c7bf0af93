/**
 * Completes words in bash, and names of files where there is nothing else. The script of the
 * library would need the package bash-completion, could not be loaded twice, and would run what a
 * half-written line quotes.
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
