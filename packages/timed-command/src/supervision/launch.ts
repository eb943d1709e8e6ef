import type { Exit, NotStarted } from '../ending.ts';
import type { TreeOptions } from '../processes/process-tree.ts';
import { findFlawIn } from '../spawning/executable.ts';
import { notePath, takeNote } from '../spawning/failure-note.ts';
import { prelude } from '../spawning/prelude.ts';
import { spawn, type Spawned } from '../spawning/spawn.ts';
import { directoryFlaw, findFlawInDirectory } from '../spawning/work-directory.ts';
import { abandon, type Prepared } from './prepare.ts';

/** A process that exists, with what it reads and writes. */
export interface Launched extends Prepared {
  readonly spawned: Spawned;
  readonly group: TreeOptions['group'];
}

/** Starts what is prepared, at once. When that fails, everything is closed again, and only the reason is waited for. */
export function launch(prepared: Prepared): Launched | Promise<NotStarted> {
  const { command, session, mark, cwd, shelter, input, output } = prepared;
  const { file, args, options } = command;
  const { marking } = session;
  const entry = prelude({ file, args, env: options.env, cwd, mark, marking, shelter, failurePath: notePath(mark) });
  const channel = options.channel === true ? (['pipe'] as const) : [];
  session.table.begin();
  const spawned = spawn(entry, {
    stdio: [input.childEnd, ...output.childEnds, ...channel],
    detached: options.foreground !== true,
    onPid: (pid) => session.table.adopt(pid),
  });
  if (spawned instanceof Promise) {
    session.table.end();
    abandon(prepared);
    return spawned;
  }
  return { ...prepared, spawned, group: groupOf(prepared) };
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
  if (note === 'cwd') return (await findFlawInDirectory(launched.cwd)) ?? directoryFlaw('EACCES', launched.cwd);
  const found = await findFlawIn({ file, env: options.env, cwd: launched.cwd ?? '.' }, 'afresh');
  if (found !== undefined) return found;
  if (note === '127')
    return { kind: 'not-started', code: 'ENOENT', which: 'file', message: `${file}: its interpreter is missing` };
  return { kind: 'not-started', code: 'EACCES', which: 'file', message: `${file}: the system refuses to execute it` };
}

function groupOf({ command, shelter }: Prepared): TreeOptions['group'] {
  if (command.options.foreground === true) return 'ours';
  return shelter === undefined ? 'own' : 'sealed';
}
