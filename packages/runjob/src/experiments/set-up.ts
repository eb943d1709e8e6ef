import { type ShellWord, shellWords, variableName } from './shell-words.ts';

/** One thing that a shell does so that software is found. */
export type SetUpLine =
  | { readonly kind: 'export'; readonly name: string; readonly value: ShellWord }
  | { readonly kind: 'source'; readonly file: ShellWord; readonly args: readonly ShellWord[] }
  | { readonly kind: 'directory'; readonly path: ShellWord };

/** What the script says on stderr, and ends with, when a line of the set-up fails. */
export const setUpFailure = { words: 'panda-pilot: the set-up failed', exitCode: 96 } as const;

/**
 * A bash script that does `lines`, comes back to the directory that it was started in, and becomes the command that its
 * arguments are. The command's words never stand in the script.
 */
export function setUpScript(lines: readonly SetUpLine[]): string {
  return [
    '#!/bin/bash',
    '# Sets up the software of a payload, then becomes the command that the arguments are.',
    'payload_directory=$PWD payload_command=("$@")',
    'set --',
    ...lines.map((line) => `${command(line)} || { ${failed(line)}; exit ${setUpFailure.exitCode}; }`),
    'cd "$payload_directory" || exit',
    'set -- "${payload_command[@]}"',
    'unset payload_directory payload_command',
    'exec "$@"',
    '',
  ].join('\n');
}

function command(line: SetUpLine): string {
  switch (line.kind) {
    case 'export':
      return `export ${variableName(line.name)}=${shellWords([line.value])}`;
    case 'source':
      return `source ${shellWords([line.file, ...line.args])}`;
    case 'directory':
      return `cd ${shellWords([line.path])}`;
  }
}

/** The line itself as text: a reader finds in the payload's stderr what went wrong. */
function failed(line: SetUpLine): string {
  return `echo "${setUpFailure.words} ($?):" ${shellWords([command(line).replaceAll('\n', ' ')])} >&2`;
}
