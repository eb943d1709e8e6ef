import { type Stats, statSync } from 'node:fs';
import { readConfig } from '../config/config.ts';
import { readPilot1Arguments } from '../older-pilots/pilot1-arguments.ts';
import { readPilot3Arguments } from '../older-pilots/pilot3-arguments.ts';
import type { ForeignCommandLine } from '../older-pilots/foreign-command-line.ts';
import type { ProgramDeps } from '../program-deps.ts';
import type { Settings } from '../config/settings.ts';
import { writeLine } from '../streams.ts';

/** Does what a command line asks for that was written for another pilot, and says what of it changes nothing here. */
export async function runForeign(args: readonly string[], deps: ProgramDeps): Promise<void> {
  const { facts, wishes } = deps;
  deps.useExitCodes('pilot3');
  const uid = process.getuid?.() ?? 0;
  const known = { env: facts.env, cwd: facts.cwd, uid, isFile, isDirectory };
  const { command, flags, defaults, warnings } =
    args[0] === '--pilot1' ? readPilot1Arguments(args.slice(1), known) : readPilot3Arguments(args, known);
  const file = facts.env['PANDA_PILOT_CONFIG'];
  const { settings } = readConfig({ flags, env: facts.env, file: file === '' ? undefined : file, defaults });
  deps.useExitCodes(settings.exitCodes);
  for (const warning of warnings) writeLine(facts.streams.stderr, `panda-pilot: ${warning}`);
  const obey = commands[command];
  deps.setExitCode(await obey(settings, facts, wishes));
}

type Command = (...given: [Settings, ProgramDeps['facts'], ProgramDeps['wishes']]) => Promise<number>;

/** Loaded when there is no mistake left to tell. */
const commands: Readonly<Record<ForeignCommandLine['command'], Command>> = {
  run: async (...given) => (await import('./run.ts')).run(...given),
  recover: async (...given) => (await import('./recover.ts')).recover(...given),
};

function isFile(path: string): boolean {
  return look(path)?.isFile() === true;
}

function isDirectory(path: string): boolean {
  return look(path)?.isDirectory() === true;
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined; // of no use to us, whatever the reason
  }
}
