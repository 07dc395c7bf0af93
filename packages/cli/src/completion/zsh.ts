/**
 * Completes words in zsh, and names of files where there is nothing else. Works when it is sourced,
 * and as the file `_mastra-datasets` in a folder of `fpath`.
 */
export const ZSH_COMPLETION = [
  '#compdef mastra-datasets',
  '# zsh completion for mastra-datasets',
  '_mastra-datasets() {',
  '    local line name',
  '    local -a found',
  // Words stand on the line as they were typed, with their quotes.
  '    for line in "${(@f)$(mastra-datasets complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do',
  '        [[ -z $line || $line == :* ]] && continue',
  "        name=${line%%$'\\t'*}",
  '        found+=("${name//:/\\\\:}:${line#*$\'\\t\'}")',
  '    done',
  '    _describe -t values value found || _files',
  '}',
  'if [[ $funcstack[1] == _mastra-datasets ]]; then',
  '    _mastra-datasets "$@"',
  'else',
  '    compdef _mastra-datasets mastra-datasets',
  'fi',
  '',
].join('\n');
