import { redact } from '@panda-pilot/core';
import type { Command } from 'commander';
import type { Streams } from '../streams.ts';

/** Lets `command`, and all below it, say on stderr which options came more than once, with other values: the last counts, as scripts rely on. */
export function warnOfRepetitions(command: Command, { stderr }: Pick<Streams, 'stderr'>): void {
  const given = new Map<string, unknown>();
  const repeated = new Set<string>();
  listen(command, (name, value) => {
    if (given.has(name) && given.get(name) !== value) repeated.add(name);
    given.set(name, value);
  });
  command.hook('preAction', () => {
    for (const name of repeated) stderr.write(`panda-pilot: ${repetition(name, String(given.get(name)))}\n`);
  });
}

/** What is said of an option that came more than once. */
export function repetition(name: string, last: string): string {
  return `${name} is given more than once; the last counts: ${redact(last)}`;
}

function listen(command: Command, onOption: (name: string, value: unknown) => void): void {
  for (const option of command.options)
    command.on(`option:${option.name()}`, (value: unknown) => onOption(option.long ?? option.flags, value));
  for (const below of command.commands) listen(below, onOption);
}
