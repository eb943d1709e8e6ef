import { PilotError } from '@panda-pilot/core';

/** A word of a shell's command: text, or the value of a variable with text behind it. */
export type ShellWord = string | { readonly variable: string; readonly suffix: string };

/**
 * The words as one line that every POSIX shell reads as exactly these: no text in them is anything but text. Throws
 * SETUP_FAILURE for a NUL.
 */
export function shellWords(words: readonly ShellWord[]): string {
  return words.map(shellWord).join(' ');
}

function shellWord(word: ShellWord): string {
  return typeof word === 'string' ? quoted(word) : `"\${${variableName(word.variable)}}"${quoted(word.suffix)}`;
}

/** The name of a shell variable. Throws SETUP_FAILURE for a text that could be more than that. */
export function variableName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  throw new PilotError('SETUP_FAILURE', `${JSON.stringify(name)} is no name of a variable`);
}

function quoted(text: string): string {
  if (text.includes('\0')) throw new PilotError('SETUP_FAILURE', 'a NUL character in a command');
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
