import { redact } from '@panda-pilot/core';
import type { Command, Option } from 'commander';
import { type Streams, writeLine } from '../streams.ts';

/**
 * Lets `command`, and all below it, say on stderr which options came more than once, with other values: the last
 * counts, as scripts rely on.
 */
export function warnOfRepetitions(command: Command, { stderr }: Pick<Streams, 'stderr'>): void {
  const given = new Map<Option, string[]>();
  listen(command, (option, value) => given.set(option, [...(given.get(option) ?? []), value]));
  command.hook('preAction', (_, called) => {
    for (const [option, values] of given) {
      const collects = Array.isArray(called.getOptionValue(option.attributeName()));
      if (collects || new Set(values).size === 1) continue;
      writeLine(stderr, `panda-pilot: ${repetition(option.long ?? option.flags, values.at(-1) ?? '')}`);
    }
  });
}

/** What is said of an option that came more than once. */
export function repetition(name: string, last: string): string {
  return `${name} is given more than once; the last counts: ${redact(last)}`;
}

function listen(command: Command, onOption: (option: Option, value: string) => void): void {
  for (const option of command.options)
    command.on(`option:${option.name()}`, (value: unknown) => onOption(option, String(value)));
  for (const below of command.commands) listen(below, onOption);
}
