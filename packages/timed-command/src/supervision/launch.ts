import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command, CommandOptions } from '../command.ts';
import { openInput, type CommandInput } from '../streams/command-input.ts';
import { CommandOutput } from '../streams/command-output.ts';
import type { Exit, NotStarted } from '../ending.ts';
import { codeOf } from '../errno.ts';
import { findFlawIn } from '../spawning/executable.ts';
import { notePath, takeNote } from '../spawning/failure-note.ts';
import { findFlaw } from '../find-flaw.ts';
import type { Mark } from '../processes/mark.ts';
import { prelude } from '../spawning/prelude.ts';
import type { TreeOptions } from '../processes/process-tree.ts';
import { currentSession, type Session } from './session.ts';
import { findShelter, type Shelter } from '../spawning/shelter.ts';
import { loadExeca, spawn, type Spawned } from '../spawning/spawn.ts';

/** A command whose pipes and files are open: it has only to be spawned. */
export interface Prepared {
  readonly command: Command;
  readonly session: Session;
  readonly mark: Mark;
  readonly cwd: string | undefined;
  readonly shelter: Shelter | undefined;
  readonly input: CommandInput;
  readonly output: CommandOutput;
}

/** A process that exists, with what it reads and writes. */
export interface Launched extends Prepared {
  readonly spawned: Spawned;
  readonly group: TreeOptions['group'];
}

/** Opens everything that a command needs. May take as long as a hung file system does: the caller's limit stands beside it. */
export async function prepare(command: Command): Promise<Prepared | NotStarted> {
  const { file, args, options } = command;
  const flaw = findFlaw(file, args, options);
  if (flaw !== undefined) return flaw;
  try {
    const session = currentSession();
    if (needsFifo(options)) session.fifos.warm();
    const cwd = options.cwd === undefined ? undefined : resolve(options.cwd);
    const [found] = await Promise.all([findFlawIn({ file, env: options.env, cwd: cwd ?? '.' }), loadExeca()]);
    if (found !== undefined) return (await flawInDirectory(cwd)) ?? found;
    const shelter = options.isolate === 'pid' ? await findShelter() : undefined;
    if (options.isolate === 'pid' && shelter === undefined) return noShelter;
    const mark = session.newMark(options.whenWeDie === 'leave' ? 'outlives-us' : 'dies-with-us');
    const input = await openInput(options.stdin, session.fifos);
    const output = await openOutputBeside(input, { options, session, mark });
    return { command, session, mark, cwd, shelter, input, output };
  } catch (error) {
    return systemFlaw(error);
  }
}

/** Starts what is prepared. When that fails, everything is closed again. */
export async function launch(prepared: Prepared): Promise<Launched | NotStarted> {
  const { command, session, mark, cwd, shelter, input, output } = prepared;
  const { file, args, options } = command;
  const { marking } = session;
  const entry = prelude({ file, args, env: options.env, cwd, mark, marking, shelter, failurePath: notePath(mark) });
  const channel = options.channel === true ? (['pipe'] as const) : [];
  const spawned = await spawn(entry, {
    stdio: [input.childEnd, ...output.childEnds, ...channel],
    detached: options.foreground !== true,
    onPid: (pid) => session.table.adopt(pid),
  });
  if ('kind' in spawned) {
    abandon(prepared);
    return spawned;
  }
  return { ...prepared, spawned, group: groupOf(prepared) };
}

/** Closes what was opened for a command that is not to run. */
export function abandon({ input, output }: Prepared): void {
  input.finish();
  output.abandon();
}

/** Whether this may be the end of the shell, before it became the program. */
export function mayHideFailure(exit: Exit): boolean {
  return exit.kind === 'exited' && (exit.exitCode === 126 || exit.exitCode === 127);
}

/** Whether it was: the shell leaves a note then. */
export async function failureBehind(launched: Launched): Promise<NotStarted | undefined> {
  const note = takeNote(notePath(launched.mark));
  if (note === undefined) return undefined;
  const { file, options } = launched.command;
  if (note === 'cwd') return (await flawInDirectory(launched.cwd)) ?? directoryFlaw('EACCES', launched.cwd);
  const found = await findFlawIn({ file, env: options.env, cwd: launched.cwd ?? '.' }, 'afresh');
  if (found !== undefined) return found;
  if (note === '127')
    return { kind: 'not-started', code: 'ENOENT', which: 'file', message: `${file}: its interpreter is missing` };
  return { kind: 'not-started', code: 'EACCES', which: 'file', message: `${file}: the system refuses to execute it` };
}

const noShelter: NotStarted = {
  kind: 'not-started',
  code: 'EPERM',
  which: 'system',
  message: 'neither unshare nor bwrap may make a PID namespace here',
};

function groupOf({ command, shelter }: Prepared): TreeOptions['group'] {
  if (command.options.foreground === true) return 'ours';
  return shelter === undefined ? 'own' : 'sealed';
}

function needsFifo({ stdin = 'ignore', stdout = 'collect', stderr = 'collect' }: CommandOptions): boolean {
  return stdout === 'collect' || stderr === 'collect' || (stdin !== 'ignore' && stdin !== 'inherit');
}

interface OutputRequest {
  readonly options: CommandOptions;
  readonly session: Session;
  readonly mark: Mark;
}

async function openOutputBeside(
  input: CommandInput,
  { options, session, mark }: OutputRequest,
): Promise<CommandOutput> {
  try {
    return await CommandOutput.open(options, session.fifos, `${mark.session}-${mark.serial}`);
  } catch (error) {
    input.finish();
    throw error;
  }
}

async function flawInDirectory(cwd: string | undefined): Promise<NotStarted | undefined> {
  if (cwd === undefined) return undefined;
  try {
    return (await stat(cwd)).isDirectory() ? undefined : directoryFlaw('ENOTDIR', cwd);
  } catch (error) {
    return directoryFlaw(codeOf(error), cwd);
  }
}

function directoryFlaw(code: string, cwd: string | undefined): NotStarted {
  return { kind: 'not-started', code, which: 'cwd', message: `the working directory ${String(cwd)} cannot be entered` };
}

function systemFlaw(error: unknown): NotStarted {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'not-started', code: codeOf(error), which: 'system', message };
}
