import { redact } from '@panda-pilot/core';
import type { startCommand } from '@panda-pilot/timed-command';

/** The server keeps no more of a job's `stdout`. */
const longestAnswer = 2048;

/** What an operator may ask of a running job, and which options each takes: nothing else is run. */
const tools: Readonly<Record<string, RegExp>> = {
  tail: /^-(n|\d+|n\d+|c\d+)$/,
  ls: /^-[lahtrRS1]+$/,
  ps: /^-?[A-Za-z]+$/,
  du: /^-[ashk]+$/,
};

/**
 * Runs a command that the server hands on from an operator (`tail payload.stdout`, `ls -l`, `ps -ef`, `du -sh`), in the job's work
 * directory: no shell, no path out of it, ten seconds. Resolves with what it printed, redacted, or with why it was refused.
 */
export async function runDebugCommand(
  text: string,
  place: {
    readonly directory: string;
    readonly env: Readonly<Record<string, string>>;
    readonly startCommand: typeof startCommand;
  },
): Promise<string> {
  const words = text.trim().split(/\s+/);
  const refusal = refuse(words);
  if (refusal !== undefined) return refusal;
  const [file = '', ...args] = words;
  const { stdout, stderr } = await place.startCommand(file, args, {
    cwd: place.directory,
    env: { PATH: place.env['PATH'] ?? '', LC_ALL: 'C' },
    stderr: 'merge',
    timeoutMs: 10_000,
    maxOutputBytes: 64 * 1024,
  }).result;
  return redact(`$ ${words.join(' ')}\n${stdout}${stderr}`).slice(-longestAnswer);
}

function refuse([tool = '', ...args]: readonly string[]): string | undefined {
  const options = tools[tool];
  if (options === undefined) return `refused: ${redact(tool)} is none of ${Object.keys(tools).join(', ')}`;
  const bad = args.find((arg) => (arg.startsWith('-') ? !options.test(arg) : !staysInside(arg, tool)));
  return bad === undefined ? undefined : `refused: ${tool} does not take ${redact(bad)} here`;
}

/** `ps` takes words such as `aux`; the others take names below the work directory. */
function staysInside(arg: string, tool: string): boolean {
  if (tool === 'ps') return /^[a-z]+$/.test(arg);
  return !arg.startsWith('/') && !arg.split('/').includes('..') && /^[\w./*-]+$/.test(arg);
}
