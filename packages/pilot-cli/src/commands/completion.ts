import type { Command } from 'commander';
import { bashCompletion } from '../completion/bash-completion.ts';
import { vocabulariesOf } from '../completion/vocabulary.ts';
import { zshCompletion } from '../completion/zsh-completion.ts';

/** `panda-pilot completion bash|zsh`: the script, made from the tree of commands. */
export function completion(shell: 'bash' | 'zsh', program: Command): string {
  const vocabularies = vocabulariesOf(program);
  return shell === 'bash' ? bashCompletion(vocabularies) : zshCompletion(vocabularies);
}
