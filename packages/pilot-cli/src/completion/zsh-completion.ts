import { choicesOf, freeValues, quoted, ways } from './shell-words.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The script by which zsh completes `panda-pilot`, with what each word means. Pure. */
export function zshCompletion(vocabularies: readonly Vocabulary[]): string {
  return `#compdef panda-pilot
# zsh completion of panda-pilot; put it as _panda-pilot into a directory of fpath.
_panda_pilot() {
  local at= word prev=\${words[CURRENT-1]}
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$word" in
      (${ways(vocabularies)}) at="$at/$word" ;;
    esac
  done
  case "$at $prev" in
${choicesOf(vocabularies)
  .map(({ patterns, choices }) => `    (${patterns}) compadd -- ${choices.map(quoted).join(' ')}; return ;;`)
  .join('\n')}
    (${freeValues(vocabularies)}) _files; return ;;
  esac
  local -a commands options
  case "$at" in
${vocabularies.map(wordsFor).join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe option options
  elif (( $#commands )); then
    _describe command commands
  else
    _files
  fi
}
if [[ $funcstack[1] == _panda-pilot ]]; then
  _panda_pilot "$@"
elif (( $+functions[compdef] )); then
  compdef _panda_pilot panda-pilot
fi
`;
}

function wordsFor({ path, commands, options, choices }: Vocabulary): string {
  const others = [...commands, ...choices.map((word) => ({ word, meaning: '' }))].map(described);
  const optionWords = options.flatMap(({ words, meaning }) => words.map((word) => described({ word, meaning })));
  return `    (${quoted(path)}) commands=(${others.join(' ')}) options=(${optionWords.join(' ')}) ;;`;
}

/** A colon parts word and meaning, so none may stand in the word. */
function described({ word, meaning }: { readonly word: string; readonly meaning: string }): string {
  const escaped = word.replaceAll(':', String.raw`\:`);
  return quoted(meaning === '' ? escaped : `${escaped}:${meaning.replaceAll('\n', ' ')}`);
}
