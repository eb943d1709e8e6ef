import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { inspect, parseArgs } from 'node:util';
import { type Logger, isPilotError, onOneLine, reasonOf } from '@panda-pilot/core';
import { destination, pino } from 'pino';
import { main, type RunJobProcess } from './main.ts';

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGXCPU', 'SIGUSR1'] as const;

/** Exit codes of the command, a part of the pilot's. */
const exitCodes = { done: 0, broken: 1, usage: 2, jobFailed: 5 } as const;

/** How long what is still under way when the job is over may keep the process. */
const lingeringMs = 10_000;

/**
 * The `runjob` command: the only place of this package that knows of arguments, environment, descriptors and exit
 * codes. `composed` is what it cannot make itself.
 */
export async function runJobCommand(
  args: readonly string[],
  composed: Pick<RunJobProcess, 'checkCredential' | 'makeFetch' | 'openLauncher'> = {},
): Promise<void> {
  const options = parse(args);
  if (options === undefined) return;
  const channel = options.channel === undefined ? undefined : channelOn(options.channel);
  try {
    const report = await main({
      directory: options.dir,
      env: withoutUndefined(process.env),
      again: options.again,
      ...composed,
      ...(channel === undefined ? {} : { channel }),
      createLogger,
      onSignal: (listener) => {
        for (const name of endingSignals) process.on(name, () => listener(name));
        // Meant for the agent, which takes no further job then: ours is finished.
        process.on('SIGUSR2', () => undefined);
      },
      leave: (exitCode) => process.exit(exitCode),
    });
    process.exitCode = report.state === 'finished' ? exitCodes.done : exitCodes.jobFailed;
  } catch (error) {
    const text = isPilotError(error) ? `${error.message} (${error.code})\nhint: ${error.hint}` : inspect(error);
    process.stderr.write(`runjob: ${text}\n`);
    process.exitCode = exitCodes.broken;
    // Nobody may have begun to listen: an open line keeps the process, and its agent waits for its end.
    channel?.destroy();
  }
  // A call that a file system never answers would keep even process.exit() waiting. The report is out.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), lingeringMs).unref();
}

interface Options {
  readonly dir: string;
  readonly channel: number | undefined;
  readonly again: boolean;
}

const help = `Runs the one PanDA job that is described in DIR/job.json, or finishes what an earlier runjob has left of it.

USAGE
  runjob --dir DIR

EXAMPLES
  # finish a job that a crash has interrupted
  $ runjob --dir PandaJob_4711

OPTIONS
  --dir DIR       directory of the job
  --channel FD    descriptor of the line to the agent
  --again         the agent that starts us has lost a runjob of this job
  -h, --help      this text

EXIT CODES
  0 the job finished
  1 it could not be run
  2 wrong usage
  5 the job failed: DIR/report.json tells why; or it is held, and the same command finishes it
`;

/** Node's own parser: a larger one would cost every job the time to load it. */
function parse(args: readonly string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        dir: { type: 'string', multiple: true },
        channel: { type: 'string' },
        again: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help === true) {
      process.stdout.write(help);
      return undefined;
    }
    const [dir, second] = values.dir ?? [];
    if (dir === undefined) throw new TypeError('--dir is needed');
    if (second !== undefined) throw new TypeError('--dir is given more than once, and one job is run');
    const channel = values.channel === undefined ? undefined : descriptor(values.channel);
    return { dir, channel, again: values.again === true };
  } catch (error) {
    process.stderr.write(`runjob: ${onOneLine(reasonOf(error))}\nrunjob --help tells the options\n`);
    process.exitCode = exitCodes.usage;
    return undefined;
  }
}

function descriptor(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 3) throw new TypeError(`--channel ${text}: not a descriptor`);
  // Throws EBADF here rather than in the middle of the job. Not as numbers: Node's realpath, and so its loader, takes
  // those of a socket for its own next (seen with 20.20).
  fstatSync(number, { bigint: true });
  return number;
}

/** A full disk costs lines of the log and not the job. */
function createLogger(file: string, level: string): Logger {
  const stream = destination({ dest: file, sync: true, append: true });
  stream.on('error', () => undefined);
  return pino({ level, base: { process: 'runjob' } }, stream);
}

function channelOn(fd: number): Socket {
  return new Socket({ fd, readable: true, writable: true });
}

function withoutUndefined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
