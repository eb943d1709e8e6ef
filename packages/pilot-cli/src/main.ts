import { argv, execPath } from 'node:process';
import { CommanderError } from 'commander';
import { exitCodeOfSignal, exitCodes } from './exit-codes.ts';
import { stopOnSignals } from './signals.ts';
import { processStreams } from './streams.ts';

/** The whole process: reads the world, runs one command, sets the exit code. The only reader of argv, environment and signals. */
export async function main(args: readonly string[]): Promise<void> {
  if (args[0] === 'run-job') {
    const { runJobCommand } = await import('@panda-pilot/runjob');
    await runJobCommand(args.slice(1));
    return;
  }
  const streams = processStreams();
  leaveWhenNobodyReads();
  const signals = stopOnSignals();
  const { createProgram } = await import('./program.ts');
  let exitCode: number = exitCodes.done;
  const program = createProgram({
    facts: { cwd: process.cwd(), env: withoutUndefined(process.env), streams, self: [execPath, argv[1] ?? ''] },
    wishes: signals,
    setExitCode: (code) => (exitCode = code),
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    exitCode = await explainFailure(error);
  }
  const received = signals.received();
  process.exitCode = received === undefined ? exitCode : exitCodeOfSignal(received);
  signals.release();
}

/** `panda-pilot explain 1099 | head -1` closes our stdout: that is no failure of ours. */
function leaveWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    throw error;
  });
}

/** Usage errors were printed by commander; everything else is told here, once. */
async function explainFailure(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  const [{ printError }, { ConfigError }, { isPilotError }] = await Promise.all([
    import('./print-error.ts'),
    import('./config.ts'),
    import('@panda-pilot/core'),
  ]);
  printError(processStreams(), error);
  if (error instanceof ConfigError) return exitCodes.usage;
  return isPilotError(error) ? exitCodes.configuration : exitCodes.uncategorised;
}

function withoutUndefined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
