import { statSync } from 'node:fs';
import { readConfig } from '../config.ts';
import { readPilot1Arguments } from '../pilot1-arguments.ts';
import { readPilot3Arguments } from '../pilot3-arguments.ts';
import type { ProgramDeps } from '../program.ts';
import { recover } from './recover.ts';
import { run } from './run.ts';

/** Does what a command line asks for that was written for another pilot, and says what of it changes nothing here. */
export async function runForeign(args: readonly string[], deps: ProgramDeps): Promise<void> {
  const { facts, wishes } = deps;
  deps.useExitCodes('pilot3');
  const known = { env: facts.env, cwd: facts.cwd, isFile };
  const { command, flags, defaults, warnings } =
    args[0] === '--pilot1' ? readPilot1Arguments(args.slice(1), known) : readPilot3Arguments(args, known);
  const { settings } = readConfig({ flags, env: facts.env, file: facts.env['PANDA_PILOT_CONFIG'], defaults });
  deps.useExitCodes(settings.exitCodes);
  for (const warning of warnings) facts.streams.stderr.write(`panda-pilot: ${warning}\n`);
  deps.setExitCode(await (command === 'run' ? run : recover)(settings, facts, wishes));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
