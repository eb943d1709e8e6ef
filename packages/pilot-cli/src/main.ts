import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { argv, execPath } from 'node:process';
import type { ProcessFacts } from './compose.ts';
import { exitCodeOfSignal, exitCodes } from './exit-codes.ts';
import type { ExitCodeScheme } from './older-pilots/exit-code-schemes.ts';
import { isForeign } from './older-pilots/foreign-command-line.ts';
import { keepMemoryOutOfCores } from './private-memory.ts';
import type { ProgramDeps } from './program-deps.ts';
import { stopOnSignals } from './signals.ts';
import type { Streams } from './streams.ts';
import { versionFacts, versionLine } from './version.ts';

/**
 * For each address of a host but the last: in Node's 250 ms a host with two addresses is not reached from afar, nor
 * after a packet was lost.
 */
const addressMs = 1500;

/** Those of `bundle/start-line.mjs`; pilots that are not bundled have none. */
declare const PILOT_NODE_OPTIONS: readonly string[] | undefined;

/** The whole process: reads the world, runs one command, sets the exit code. The only reader of argv, environment and signals. */
export async function main(args: readonly string[]): Promise<void> {
  keepMemoryOutOfCores();
  leaveWhenNobodyReads();
  setDefaultAutoSelectFamilyAttemptTimeout(addressMs);
  if (args[0] === 'run-job') {
    await compileNoSchemas();
    const { runJobCommand } = await import('@panda-pilot/runjob/run-job-command');
    await runJobCommand(args.slice(1), {
      // Loaded for jobs alone that need it.
      openLauncher: async (...order) => (await import('./launch/open-launcher.ts')).openLauncher(...order),
      makeFetch: (env) => async (target, init) => {
        const { gridFetch } = await import('./credential/grid-fetch.ts');
        return gridFetch(env)(target, init);
      },
      checkCredential: async (assignment, given) => {
        if (assignment.settings.credential === undefined && assignment.launch === undefined) return;
        const { checkTransferCredential } = await import('./credential/transfer-credential.ts');
        await checkTransferCredential(assignment, given);
      },
    });
    return;
  }
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    // Wrappers ask this of every pilot they start: no command is loaded for it.
    process.stdout.write(`${versionLine(versionFacts())}\n`);
    return;
  }
  const signals = stopOnSignals();
  const streams = (await import('./streams.ts')).processStreams();
  let exitCode: number = exitCodes.done;
  let scheme: ExitCodeScheme = 'own';
  try {
    const env = environment(process.env);
    await obey(args, {
      facts: { cwd: await currentDirectory(), env, streams, self: ourselves() },
      wishes: signals,
      setExitCode: (code) => (exitCode = code),
      useExitCodes: (whose) => (scheme = whose),
    });
  } catch (error) {
    exitCode = await explainFailure(error, { scheme, streams, form: wantsJson(args) ? 'json' : 'text' });
  }
  const received = signals.received();
  process.exitCode = received === undefined ? exitCode : exitCodeOfSignal(received);
  signals.release();
}

/** Where relative paths begin. Rejects with a PilotError when it has been removed. */
async function currentDirectory(): Promise<string> {
  try {
    return process.cwd();
  } catch (cause) {
    const { PilotError } = await import('@panda-pilot/core');
    const hint = 'Start the pilot in a directory that is there';
    throw new PilotError('FILE_HANDLING_FAILURE', 'the current directory was removed', { cause, hint });
  }
}

/** What begins with an option was written for another pilot. */
async function obey(args: readonly string[], deps: ProgramDeps): Promise<void> {
  await compileNoSchemas();
  if (isForeign(args)) {
    const { runForeign } = await import('./commands/run-foreign.ts');
    return runForeign(args, deps);
  }
  const { createProgram } = await import('./program.ts');
  await createProgram(deps).parseAsync(args, { from: 'user' });
}

/** Nothing is parsed so often that compiling its schema would pay. Schemas that are made later heed it. */
async function compileNoSchemas(): Promise<void> {
  const { config } = await import('zod/v4/core');
  config({ jitless: true });
}

/**
 * `panda-pilot explain 1099 | head -1` closes our stdout: that is no failure of ours, unlike an answer that finds no
 * room. What cannot be said on stderr is not said: a job goes on when the batch system's disk is full.
 */
function leaveWhenNobodyReads(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(exitCodes.done);
    process.stderr.write(`panda-pilot: the answer cannot be written: ${message}\nhint: See where stdout leads to.\n`);
    process.exit(exitCodes.uncategorised);
  });
}

/** Whether a program reads the answer. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}

/** Help was printed by commander; everything else is told here, once. */
async function explainFailure(
  error: unknown,
  told: { readonly scheme: ExitCodeScheme; readonly form: 'text' | 'json'; readonly streams: Streams },
): Promise<number> {
  const { CommanderError } = await import('commander');
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  const [{ printError }, { exitCodeIn }, { endOfFailure }] = await Promise.all([
    import('./print-error.ts'),
    import('./older-pilots/exit-code-schemes.ts'),
    import('./pilot-end.ts'),
  ]);
  printError(told.streams, error, told.form);
  return exitCodeIn(told.scheme, endOfFailure(error));
}

/** How another of us is started. */
function ourselves(): ProcessFacts['self'] {
  return [execPath, ...(typeof PILOT_NODE_OPTIONS === 'undefined' ? [] : PILOT_NODE_OPTIONS), argv[1] ?? ''];
}

/** An empty PATH is none: programs would be looked for in the work directory, and nowhere else. */
function environment(given: NodeJS.ProcessEnv): Record<string, string> {
  const known = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(known.filter(([name, value]) => name !== 'PATH' || value !== ''));
}
