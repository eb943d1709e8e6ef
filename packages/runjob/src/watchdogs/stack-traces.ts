import { constants } from 'node:os';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Logger } from '@panda-pilot/core';
import { hasEnded, type ProcessStat, readProc, statOf } from '@panda-pilot/timed-command';
import type { PayloadPlace } from '../launch/payload-place.ts';
import { breathe } from '../sampler/breathe.ts';
import { appendSafely } from '../sampler/prmon-files.ts';

export interface StackTraceDeps {
  members(): Promise<readonly ProcessStat[]>;
  /** Runs the tools with the rights of the payload's account: nobody else may look into its processes. */
  readonly examine: PayloadPlace['examine'];
  /** Where the tools are looked for. */
  readonly path: string;
  /** The file that gets the traces; the log tarball carries it. */
  readonly file: string;
  /** For all traces together; 0: none are made. */
  readonly stackTraceMs: number;
  readonly logger: Logger;
  /** The supervisor of another account, who must go on, is one of the processes. */
  readonly supervised: boolean;
}

const mostTraces = 12;
const longestTraceBytes = 256 * 1024;
/** One process may not use up the time of all. */
const oneTraceMs = 8000;

interface Tool {
  readonly name: string;
  args(pid: number): readonly string[];
}

/** Nothing of the payload's making is run, and nothing fetched. */
const quietGdb = ['--batch', '--nx', '--quiet', '-iex', 'set auto-load off', '-iex', 'set debuginfod enabled off'];

/** The faster one first. */
const tools: readonly Tool[] = [
  { name: 'eu-stack', args: (pid) => ['-p', String(pid)] },
  {
    name: 'gdb',
    args: (pid) => [...quietGdb, '-p', String(pid), '-ex', 'thread apply all backtrace'],
  },
];

/**
 * Writes down what the payload's processes are and, where eu-stack or gdb is there, what each is doing. The processes
 * are stopped first, unless they are supervised, when the tools stop them one by one: what is over its limit does not
 * go on growing meanwhile. Never rejects; ends early when `signal` is aborted.
 */
export async function keepStackTraces(deps: StackTraceDeps, signal: AbortSignal): Promise<void> {
  if (deps.stackTraceMs === 0) return;
  try {
    const members = (await deps.members()).filter((member) => !hasEnded(member));
    if (!deps.supervised) for (const member of members) await stop(member);
    appendSafely(deps.file, await tableOf(members));
    const tool = await findTool(deps.path);
    if (tool !== undefined) await traceAll(members, { ...deps, tool }, signal);
  } catch (error) {
    deps.logger.warn({ err: error }, 'the stack traces of the payload could not be kept');
  }
}

async function traceAll(
  members: readonly ProcessStat[],
  deps: StackTraceDeps & { readonly tool: { readonly file: string } & Tool },
  signal: AbortSignal,
): Promise<void> {
  const { examine, path, stackTraceMs, tool } = deps;
  const endsAt = performance.now() + stackTraceMs;
  // Who works hardest tells most.
  const byCpuTime = members.toSorted((a, b) => cpuSecondsOf(b) - cpuSecondsOf(a)).slice(0, mostTraces);
  for (const { pid, name } of byCpuTime) {
    const leftMs = Math.min(endsAt - performance.now(), oneTraceMs);
    if (leftMs <= 0 || signal.aborted) return;
    const bounds = { path, timeoutMs: leftMs, maxOutputBytes: longestTraceBytes, signal };
    const { stdout, stderr } = await examine([tool.file, ...tool.args(pid)], bounds);
    appendSafely(deps.file, `\n--- ${pid} (${name}) ${tool.name}\n${stdout}${stdout === '' ? stderr : ''}`);
  }
}

function cpuSecondsOf({ userSeconds, systemSeconds }: ProcessStat): number {
  return userSeconds + systemSeconds;
}

/** A process that has ended since, or is somebody else's, is left alone. */
async function stop({ pid, startTicks }: ProcessStat): Promise<void> {
  await breathe();
  if (statOf(pid)?.startTicks !== startTicks) return;
  try {
    process.kill(pid, constants.signals.SIGSTOP);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error;
  }
}

async function tableOf(members: readonly ProcessStat[]): Promise<string> {
  const rows: string[] = [];
  for (const { pid, parent, state, threads, vmemKb, name, ...times } of members) {
    await breathe();
    const seconds = (times.userSeconds + times.systemSeconds).toFixed(2);
    const waitsIn = readProc(`/proc/${pid}/wchan`)?.trim() ?? '?';
    rows.push([pid, parent, state, threads, seconds, Math.round(vmemKb), waitsIn, name].join('\t'));
  }
  const head = ['pid', 'parent', 'state', 'threads', 'cpu s', 'vmem kB', 'waits in', 'name'].join('\t');
  return `${new Date().toISOString()}: the processes of the payload\n${[head, ...rows].join('\n')}\n`;
}

async function findTool(path: string): Promise<({ readonly file: string } & Tool) | undefined> {
  for (const tool of tools) {
    for (const folder of path.split(delimiter).filter((entry) => isAbsolute(entry))) {
      const file = join(folder, tool.name);
      if (await isExecutable(file)) return { ...tool, file };
    }
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, 1);
    return true;
  } catch {
    return false; // not there, or not for us
  }
}
