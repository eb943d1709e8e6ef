import type { CommandOutcome } from '@panda-pilot/movers-core';
import { complaintsIn } from './xrdcp-outcome.ts';

/** What one command of a session came to. */
export type SessionAnswer = { readonly answer: string } | { readonly complaint: string };

/**
 * The commands as xrdfs reads them from its input. Undefined when one succeeds without a word, or holds a character that
 * quotes do not protect: a quote, or a backslash, which 5.5.3 keeps or drops by what follows it.
 */
export function scriptOf(commands: readonly (readonly string[])[]): string | undefined {
  if (commands.some(([verb = '']) => !talkative.has(verb))) return undefined;
  if (commands.flat().some((word) => /["\\\p{Cc}]/u.test(word))) return undefined;
  return [...commands.map(lineOf), 'exit', ''].join('\n');
}

/** Commands that print something when they succeed. */
const talkative: ReadonlySet<string> = new Set(['stat', 'query', 'rm', 'spaceinfo']);

/**
 * What a session printed, command by command. xrdfs repeats each command behind a prompt; answers follow there, complaints
 * come on the other stream in the same order, and the exit code is 0 whatever happened (5.5.3). Undefined when prompts,
 * answers and complaints do not add up.
 */
export function answersIn(
  outcome: Pick<CommandOutcome, 'ending' | 'stdout' | 'stderr'>,
  commands: readonly (readonly string[])[],
): readonly SessionAnswer[] | undefined {
  const [, ...blocks] = outcome.stdout.split(/^\[.*?\] \/ > /m);
  const complaints = [...complaintsIn(outcome)];
  const answers = commands.map((command, index): SessionAnswer | undefined => {
    const [line = '', ...printed] = (blocks[index] ?? '').split('\n');
    if (line !== lineOf(command)) return undefined;
    const answer = printed.join('\n').trim();
    if (isAnswer(answer)) return { answer };
    const complaint = complaints.shift();
    return complaint === undefined ? undefined : { complaint };
  });
  const understood = answers.filter((one) => one !== undefined);
  return understood.length === commands.length && complaints.length === 0 ? understood : undefined;
}

/** A failed `rm` says so on both streams, every other failed command leaves its answer empty. */
function isAnswer(printed: string): boolean {
  return printed !== '' && !/^rm .*: \[(?:ERROR|FATAL)\]/m.test(printed);
}

function lineOf(command: readonly string[]): string {
  return command.map((word) => (/^[\w/.:=?&%+@,-]+$/.test(word) ? word : `"${word}"`)).join(' ');
}
