import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { tempDir } from '@panda-pilot/testkit';
import { onTestFinished } from 'vitest';

/** How a tool ended. */
export interface ToolOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool that is installed. Never rejects for how it ends. */
export async function run(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ToolOutcome> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: await tempDir(), LC_ALL: 'C', TZ: 'UTC', ...environment };
  try {
    const { stdout, stderr } = await promisify(execFile)(file, [...args], { env, timeout: 50_000 });
    return { exitCode: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    return { exitCode: typeof code === 'number' ? code : -1, stdout: stdout ?? '', stderr: stderr ?? String(error) };
  }
}

/** Starts a tool that goes on until the test ends; its output is for the test to read. */
export function start(file: string, args: readonly string[]): NodeJS.ReadableStream {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.stdout;
}

/** The words of a command line in which no word has blanks. */
export function words(line: string): readonly string[] {
  return line.split(' ');
}

/** The lines `key : value` of a tool's output; a key that comes again has all its values. */
export function valuesIn(output: string): Readonly<Record<string, readonly string[]>> {
  const values: Record<string, string[]> = {};
  for (const line of output.split('\n')) {
    const [, key, value] = /^([A-Za-z ]*[A-Za-z])\s*: (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) (values[key] ??= []).push(value.trim());
  }
  return values;
}

/** Seconds of `95:59:45`, or of ARC's `3 hours 59 minutes 45 seconds`. */
export function secondsOf(text: string | undefined): number {
  const colons = /^(\d+):(\d\d):(\d\d)/.exec(text ?? '');
  if (colons !== null) return Number(colons[1]) * 3600 + Number(colons[2]) * 60 + Number(colons[3]);
  const unit = (name: string): number => Number(new RegExp(`(\\d+) ${name}`).exec(text ?? '')?.[1] ?? 0);
  return unit('day') * 86_400 + unit('hour') * 3600 + unit('minute') * 60 + unit('second');
}
