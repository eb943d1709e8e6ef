import { choicesOf, freeValues, quoted, ways } from './shell-words.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The script by which bash completes `panda-pilot`. Names of files are bash's own default. Pure. */
export function bashCompletion(vocabularies: readonly Vocabulary[]): string {
  return `# bash completion of panda-pilot; source it, or put it where bash-completion looks.
_panda_pilot() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= word words=
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at/$word" in
      ${ways(vocabularies)}) at="$at/$word" ;;
    esac
  done
  case "$at $prev" in
${choicesOf(vocabularies)
  .map(({ patterns, choices }) => `    ${patterns}) words=${quoted(choices.join(' '))} ;;`)
  .join('\n')}
    ${freeValues(vocabularies)}) return ;;
    *)
      case "$at $cur" in
${vocabularies.map(wordsFor).join('\n')}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _panda_pilot panda-pilot
`;
}

function wordsFor({ path, commands, options, choices }: Vocabulary): string {
  const optionWords = options.flatMap(({ words }) => words).join(' ');
  const others = [...commands.map(({ word }) => word), ...choices].join(' ');
  return `        ${quoted(`${path} -`)}*) words=${quoted(optionWords)} ;;
        ${quoted(`${path} `)}*) words=${quoted(others)} ;;`;
}
