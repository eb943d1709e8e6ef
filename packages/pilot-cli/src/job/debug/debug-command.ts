import { relative } from 'node:path';
import { redact } from '@panda-pilot/core';
import type { Masks } from '@panda-pilot/runjob';
import type { startCommand } from '@panda-pilot/timed-command';
import { pathsInside, realRoot } from './paths-inside.ts';
import { tail } from './tail.ts';

/** The server keeps no more of a job's `stdout`. */
const longestAnswer = 2048;

/** What an operator may ask of a running job, and which options each takes: nothing else is run. `ps e` would show environments. */
const tools: Readonly<Record<string, RegExp>> = {
  tail: /^-(?:n\d*|\d+|c\d*)$/,
  ls: /^-[lahtrRS1]+$/,
  ps: /^-[AaeFfHjLlTwy]+$/,
  du: /^-[ashk]+$/,
};

/** Where a command of the operator runs. */
export interface DebugPlace {
  /** All that it may look at. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly startCommand: typeof startCommand;
  /** Hide the secrets of the job's owner. */
  readonly masks: Masks;
}

/**
 * Runs a command that the server hands on from an operator (`tail payload.stdout`, `ls -l *.root`, `ps -ef`, `du -sh`)
 * on the job's files: no shell, ten seconds, and nothing outside of the directory, also where a link leads that the
 * payload has put there: to a file that the pilot may read and the payload may not. Resolves with what it printed,
 * redacted, or with why there is nothing: never rejects, for an update waits for it.
 */
export async function runDebugCommand(text: string, place: DebugPlace): Promise<string> {
  const words = text.trim().split(/\s+/);
  const refusal = refuse(words);
  if (refusal !== undefined) return refusal;
  const printed = await answer(words, place).catch((error: unknown) => `${String(error)}\n`);
  return redact(place.masks.hide(`$ ${words.join(' ')}\n${printed}`)).slice(-longestAnswer);
}

function refuse([tool = '', ...args]: readonly string[]): string | undefined {
  const options = Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  if (options === undefined) return `refused: ${redact(tool)} is none of ${Object.keys(tools).join(', ')}`;
  const bad = args.find((arg) => (arg.startsWith('-') ? !options.test(arg) : !mayName(arg, tool)));
  return bad === undefined ? undefined : `refused: ${tool} does not take ${redact(bad)} here`;
}

/** `ps` takes words such as `aux`; the others take names below the directory. */
function mayName(arg: string, tool: string): boolean {
  if (tool === 'ps') return /^[afghjlmSuvwxX]+$/.test(arg);
  return !arg.startsWith('/') && !arg.split('/').includes('..') && /^[\w./*-]+$/.test(arg);
}

async function answer([tool = '', ...args]: readonly string[], place: DebugPlace): Promise<string> {
  const root = await realRoot(place.directory);
  if (tool === 'tail') return await tail(args, root);
  if (tool === 'ps') return await run(tool, args, place);
  const options = args.filter((arg) => arg.startsWith('-'));
  const names = args.filter((arg) => !arg.startsWith('-'));
  const found = await Promise.all(names.map((name) => pathsInside(root, name)));
  const missing = names.filter((_, index) => found[index]?.length === 0).map((name) => `${name} is not there\n`);
  if (names.length > 0 && missing.length === names.length) return missing.join('');
  const paths = found.flat().map((path) => `./${relative(root, path)}`);
  return missing.join('') + (await run(tool, [...options, ...paths], place));
}

async function run(
  tool: string,
  args: readonly string[],
  { directory, env, startCommand }: DebugPlace,
): Promise<string> {
  const { stdout } = await startCommand(tool, args, {
    cwd: directory,
    env: { PATH: env['PATH'] ?? '', LC_ALL: 'C' },
    stderr: 'merge',
    timeoutMs: 10_000,
    maxOutputBytes: 64 * 1024,
  }).result;
  return stdout;
}
