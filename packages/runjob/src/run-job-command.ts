import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { isPilotError } from '@panda-pilot/core';
import { destination, pino } from 'pino';
import { main } from './main.ts';

/** Exit codes of the command, a part of the pilot's. */
const exitCodes = { done: 0, broken: 1, usage: 2, jobFailed: 5 } as const;

/** The `runjob` command: the only place of this package that knows of arguments, environment, descriptors and exit codes. */
export async function runJobCommand(args: readonly string[]): Promise<void> {
  const options = parse(args);
  if (options === undefined) return;
  try {
    const report = await main({
      directory: options.dir,
      env: withoutUndefined(process.env),
      again: options.again === true,
      ...(options.channel === undefined ? {} : { channel: channelOn(options.channel) }),
      createLogger: (file, level) =>
        pino({ level, base: { process: 'runjob' } }, destination({ dest: file, sync: true, append: true })),
      onSignal: (listener) => {
        for (const name of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGXCPU'] as const) process.on(name, () => listener(name));
      },
      leave: (exitCode) => process.exit(exitCode),
    });
    process.exitCode = report.state === 'finished' ? exitCodes.done : exitCodes.jobFailed;
  } catch (error) {
    const text = isPilotError(error) ? `${error.message} (${error.code})\nhint: ${error.hint}` : inspect(error);
    process.stderr.write(`runjob: ${text}\n`);
    process.exitCode = exitCodes.broken;
  }
}

interface Options {
  readonly dir: string;
  readonly channel?: number;
  readonly again?: boolean;
}

function parse(args: readonly string[]): Options | undefined {
  const command = new Command('runjob')
    .description(
      'Runs the one PanDA job that is described in DIR/job.json, or finishes what an earlier runjob has left of it.',
    )
    .requiredOption('--dir <dir>', 'directory of the job')
    .option('--channel <fd>', 'descriptor of the line to the agent', descriptor)
    .option('--again', 'the agent that starts us has lost a runjob of this job')
    .addHelpText(
      'after',
      '\nEXAMPLES\n  # finish a job that a crash has interrupted\n  $ runjob --dir PandaJob_4711\n\nEXIT CODES\n  0 finished, 1 could not run, 2 usage, 5 the job failed (see DIR/report.json)\n',
    )
    .exitOverride();
  try {
    return command.parse(args, { from: 'user' }).opts<Options & Record<string, unknown>>();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    return undefined;
  }
}

function descriptor(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 3)
    throw new CommanderError(2, 'runjob.descriptor', `--channel ${text}: not a descriptor`);
  fstatSync(number); // throws EBADF now rather than later
  return number;
}

function channelOn(fd: number): Socket {
  return new Socket({ fd, readable: true, writable: true });
}

function withoutUndefined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
