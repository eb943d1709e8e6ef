import type { CommandOutcome } from '../contract/mover-tools.ts';

/** What a program said. */
export type Said = Pick<CommandOutcome, 'stdout' | 'stderr'>;

/** The end of what a program said, stderr before stdout, at most 1000 characters. */
export function lastWords({ stdout, stderr }: Said): string {
  const said = wordsIn(stderr).length > 0 ? stderr : stdout;
  return wordsIn(said).join('\n').slice(-1000);
}

/** The lines that are not empty. xrdcp 5.5.3 ends a server's words with a NUL, which is dropped. */
export function wordsIn(text: string): readonly string[] {
  return text
    .replaceAll('\0', '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}
