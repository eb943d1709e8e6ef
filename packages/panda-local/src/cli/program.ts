import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { withHelp } from './help.ts';
import { commandCommand, jobsCommand, killCommand, misbehaveCommand, submitCommand } from './job-commands.ts';
import { CommandError } from './local-client.ts';
import { serveCommand } from './serve.ts';
import type { Terminal } from './terminal.ts';

/** Runs `panda-local` with these words; resolves with the exit code: 0 done, 1 failed, 2 wrong usage. Never rejects. */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await program(terminal).parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    return report(error, terminal);
  }
}

function program(terminal: Terminal): Command {
  const commands = [serveCommand, submitCommand, jobsCommand, commandCommand, killCommand, misbehaveCommand];
  const root = withHelp(new Command('panda-local').version(version()), {
    line: 'An embedded PanDA server for one machine.',
    paragraph:
      'Hands jobs to pilots as the real server does, judges what they report, and keeps everything in a directory.',
    examples: [
      ['start a server', 'panda-local serve'],
      ['give it a job, and see what becomes of it', 'panda-local submit job.json && panda-local jobs'],
    ],
  });
  for (const command of commands) root.addCommand(command(terminal));
  for (const command of [root, ...root.commands]) {
    tellRepetitions(command, terminal);
    command
      .exitOverride()
      .showHelpAfterError(`hint: ${helpWords(command)}`)
      .configureOutput({
        writeOut: terminal.out,
        writeErr: terminal.err,
        outputError: (text, write) => write(text.replace(/^error: /, 'panda-local: ')),
      });
  }
  return root;
}

/** Of an option that comes more than once the last counts, as scripts rely on; that is said where it makes a difference. */
function tellRepetitions(command: Command, { err }: Terminal): void {
  for (const option of command.options) {
    const values = new Set<unknown>();
    command.on(`option:${option.name()}`, (value: unknown) => {
      if (values.add(value).size > 1)
        err(`panda-local: ${option.long ?? option.flags} is given more than once; the last counts\n`);
    });
  }
}

function helpWords(command: Command): string {
  return command.parent === null ? 'panda-local --help' : `panda-local ${command.name()} --help`;
}

function report(error: unknown, { err, ending }: Terminal): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Commander has printed its own errors; those of the actions it has not.
    if (error.code === 'commander.invalidArgument' && !error.message.startsWith('error:'))
      err(`panda-local: ${error.message}\n`);
    return 2;
  }
  if (ending.aborted) return 1;
  err(`panda-local: ${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof CommandError && error.hint !== undefined) err(`hint: ${error.hint}\n`);
  return 1;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}
