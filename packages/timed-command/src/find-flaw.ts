import type { CommandOptions } from './command.ts';
import type { NotStarted } from './ending.ts';
import { findKindFlaw } from './find-kind-flaw.ts';

/** MAX_ARG_STRLEN of Linux: 32 pages, the zero at the end included. */
const longestArgumentBytes = 131_072;

/** What is wrong with a command before anything is opened or started; `undefined` when it may be tried. */
export function findFlaw(file: string, args: readonly string[], options: CommandOptions): NotStarted | undefined {
  const kindFlaw = findKindFlaw(file, args, options);
  if (kindFlaw !== undefined) return flaw('EINVAL', kindFlaw.which, kindFlaw.message);
  return (
    flawInDurations(options) ?? flawInText(file, args, options) ?? flawInSizes(file, args) ?? flawInEnvironment(options)
  );
}

function flawInDurations(options: CommandOptions): NotStarted | undefined {
  for (const name of ['timeoutMs', 'graceMs', 'maxOutputBytes'] as const) {
    const value = options[name];
    if (value !== undefined && !(typeof value === 'number' && value >= 0))
      return flaw('EINVAL', 'arguments', `${name} is ${shown(value)}: not a number from 0 on`);
  }
  return undefined;
}

/** Whatever it is: an object may refuse to become text. */
function shown(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : `of the type ${typeof value}`;
}

function flawInText(file: string, args: readonly string[], { cwd }: CommandOptions): NotStarted | undefined {
  if (file.includes('\0')) return flaw('EINVAL', 'file', 'the name of the program contains a NUL');
  if (cwd?.includes('\0') === true) return flaw('EINVAL', 'cwd', 'the working directory contains a NUL');
  const spoilt = args.findIndex((argument) => argument.includes('\0'));
  return spoilt < 0 ? undefined : flaw('EINVAL', 'arguments', `argument ${spoilt + 1} contains a NUL`);
}

/** What `execve` would refuse by itself, said before a shell is involved; the sum of all is left to the kernel. */
function flawInSizes(file: string, args: readonly string[]): NotStarted | undefined {
  const long = [file, ...args].findIndex(isTooLong);
  if (long < 0) return undefined;
  return flaw(
    'E2BIG',
    'arguments',
    `argument ${long} has more than ${longestArgumentBytes - 1} bytes: hand it over in a file or as input`,
  );
}

function flawInEnvironment({ env }: CommandOptions): NotStarted | undefined {
  for (const [name, value] of Object.entries(env)) {
    if (name === '' || name.includes('=') || name.includes('\0'))
      return flaw('EINVAL', 'arguments', `${JSON.stringify(name)} cannot name an environment variable`);
    if (typeof value !== 'string') return flaw('EINVAL', 'arguments', `the environment variable ${name} is not text`);
    if (value.includes('\0')) return flaw('EINVAL', 'arguments', `the environment variable ${name} contains a NUL`);
    if (isTooLong(`${name}=${value}`))
      return flaw(
        'E2BIG',
        'arguments',
        `the environment variable ${name} has more than ${longestArgumentBytes - 1} bytes`,
      );
  }
  return undefined;
}

function isTooLong(text: string): boolean {
  // A UTF-16 unit takes three bytes at most: short strings need no counting.
  return text.length * 3 >= longestArgumentBytes && Buffer.byteLength(text) >= longestArgumentBytes;
}

function flaw(code: string, which: NotStarted['which'], message: string): NotStarted {
  return { kind: 'not-started', code, which, message };
}
