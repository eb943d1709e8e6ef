import { resolve } from 'node:path';
import type { Command, CommandOptions } from '../command.ts';
import type { NotStarted } from '../ending.ts';
import { codeOf } from '../errno.ts';
import type { Mark } from '../processes/mark.ts';
import { findFlawIn, isBelieved, type Program } from '../spawning/executable.ts';
import { findShelter, type Shelter } from '../spawning/shelter.ts';
import { canSpawn, loadExeca } from '../spawning/spawn.ts';
import { findFlawInDirectory } from '../spawning/work-directory.ts';
import { openInput, type CommandInput } from '../streams/command-input.ts';
import { CommandOutput } from '../streams/command-output.ts';
import { OutputFiles, outputPathsOf } from '../streams/output-files.ts';
import { currentSession, type Session } from './session.ts';

/** A command whose pipes and files are open: it has only to be spawned. */
export interface Prepared {
  readonly command: Command;
  readonly session: Session;
  readonly mark: Mark;
  /** An absolute path, or `undefined` for ours. */
  readonly cwd: string | undefined;
  readonly shelter: Shelter | undefined;
  readonly input: CommandInput;
  readonly output: CommandOutput;
}

/**
 * Opens everything that a command without a flaw needs. What has to be waited for may take as long as a hung file
 * system does: the caller's limit stands beside it. The next command of many finds everything at hand, and is ready at
 * once.
 */
export function prepare(command: Command): Prepared | NotStarted | Promise<Prepared | NotStarted> {
  const { file, options } = command;
  try {
    const session = currentSession();
    const cwd = options.cwd === undefined ? undefined : resolve(options.cwd);
    const request = { command, session, cwd, program: { file, env: options.env, cwd: cwd ?? '.' } };
    return isAtHand(request) ? open(request) : gather(request);
  } catch (error) {
    return systemFlaw(error);
  }
}

/** Closes what was opened for a command that is not to run. */
export function abandon({ input, output }: Prepared): void {
  input.finish();
  output.abandon();
}

interface Request {
  readonly command: Command;
  readonly session: Session;
  readonly cwd: string | undefined;
  readonly program: Program;
}

/** What was waited for beside pipes. */
interface Gathered {
  readonly shelter?: Shelter | undefined;
  readonly files?: OutputFiles;
}

function isAtHand({ command: { options }, session, program }: Request): boolean {
  return (
    canSpawn() &&
    session.fifos.has(fifosFor(options)) &&
    options.isolate !== 'pid' &&
    outputPathsOf(options).length === 0 &&
    isBelieved(program)
  );
}

/** What takes long is waited for together: looking at the program, making pipes and, before the first command, loading execa. */
async function gather(request: Request): Promise<Prepared | NotStarted> {
  const { command, session, cwd, program } = request;
  const { options } = command;
  const wanted = fifosFor(options);
  try {
    const growing = session.fifos.has(wanted) ? undefined : session.fifos.grow();
    const [found] = await Promise.all([findFlawIn(program), loadExeca(), growing]);
    if (found !== undefined) return (await findFlawInDirectory(cwd)) ?? found;
    const shelter = options.isolate === 'pid' ? await findShelter() : undefined;
    if (options.isolate === 'pid' && shelter === undefined) return noShelter;
    const files = await OutputFiles.open(outputPathsOf(options));
    try {
      // Others may have taken what was made meanwhile.
      while (!session.fifos.has(wanted)) await session.fifos.grow();
      return open(request, { shelter, files });
    } catch (error) {
      files.close();
      throw error;
    }
  } catch (error) {
    return systemFlaw(error);
  }
}

function open({ command, session, cwd }: Request, { shelter, files }: Gathered = {}): Prepared {
  const { options } = command;
  const { fifos } = session;
  const mark = session.newMark(options.whenWeDie === 'leave' ? 'outlives-us' : 'dies-with-us');
  const input = openInput(options.stdin, fifos);
  try {
    const output = new CommandOutput(options, { fifos, files, name: `${mark.session}-${mark.serial}` });
    return { command, session, mark, cwd, shelter, input, output };
  } catch (error) {
    input.finish();
    throw error;
  }
}

/** How many pipes a command takes. */
function fifosFor({ stdin = 'ignore', stdout = 'collect', stderr = 'collect' }: CommandOptions): number {
  const fed = stdin !== 'ignore' && stdin !== 'inherit';
  return Number(fed) + Number(stdout === 'collect') + Number(stderr === 'collect');
}

const noShelter: NotStarted = {
  kind: 'not-started',
  code: 'EPERM',
  which: 'system',
  message: 'neither unshare nor bwrap may make a PID namespace here',
};

function systemFlaw(error: unknown): NotStarted {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'not-started', code: codeOf(error), which: 'system', message };
}
