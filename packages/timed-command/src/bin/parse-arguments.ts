import { parseDuration } from './parse-duration.ts';
import { parseSignal } from './parse-signal.ts';

/** What the command line asks for. */
export interface Invocation {
  readonly kind: 'run';
  /** `Infinity` stands for no limit. */
  readonly timeoutMs: number;
  /** Between the first signal and SIGKILL; `Infinity` without `-k`. */
  readonly graceMs: number;
  readonly killSignal: NodeJS.Signals;
  readonly preserveStatus: boolean;
  readonly foreground: boolean;
  readonly verbose: boolean;
  readonly isolate: boolean;
  readonly jsonFile: string | undefined;
  readonly file: string;
  readonly args: readonly string[];
}

/** A command line that asks for nothing to be run: for help, for the version, or by mistake. */
export type NoInvocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'mistake'; readonly message: string };

interface Option {
  readonly letter?: string;
  readonly name: string;
  readonly takesValue: boolean;
}

const options: readonly Option[] = [
  { letter: 'k', name: 'kill-after', takesValue: true },
  { letter: 's', name: 'signal', takesValue: true },
  { letter: 'v', name: 'verbose', takesValue: false },
  { name: 'preserve-status', takesValue: false },
  { name: 'foreground', takesValue: false },
  { name: 'json', takesValue: true },
  { name: 'isolate', takesValue: false },
  { name: 'help', takesValue: false },
  { name: 'version', takesValue: false },
];

class Mistake extends Error {}

/** Reads a command line as getopt_long(3) does with `+`: options end at the first operand; long names may be cut short. */
export function parseArguments(argv: readonly string[]): Invocation | NoInvocation {
  try {
    const { given, operands } = split(argv);
    if (given.has('help')) return { kind: 'help' };
    if (given.has('version')) return { kind: 'version' };
    return invocation(given, operands);
  } catch (error) {
    if (error instanceof Mistake) return { kind: 'mistake', message: error.message };
    throw error;
  }
}

function invocation(given: ReadonlyMap<string, string>, operands: readonly string[]): Invocation {
  const killAfter = given.get('kill-after');
  const graceMs = killAfter === undefined ? Number.POSITIVE_INFINITY : duration(killAfter);
  const killSignal = signal(given.get('signal') ?? 'TERM');
  const [limit, file, ...args] = operands;
  if (limit === undefined || file === undefined) throw new Mistake('missing operand');
  return {
    kind: 'run',
    timeoutMs: duration(limit),
    graceMs,
    killSignal,
    preserveStatus: given.has('preserve-status'),
    foreground: given.has('foreground'),
    verbose: given.has('verbose'),
    isolate: given.has('isolate'),
    jsonFile: given.get('json'),
    file,
    args,
  };
}

/** Zero stands for no limit. */
function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new Mistake(`invalid time interval '${text}'`);
  return milliseconds === 0 ? Number.POSITIVE_INFINITY : milliseconds;
}

function signal(text: string): NodeJS.Signals {
  const found = parseSignal(text);
  if (found === undefined) throw new Mistake(`'${text}': invalid signal`);
  return found;
}

interface SplitArguments {
  readonly given: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

function split(argv: readonly string[]): SplitArguments {
  const given = new Map<string, string>();
  const rest = [...argv];
  for (;;) {
    const [argument] = rest;
    if (argument === undefined || argument === '-' || !argument.startsWith('-')) return { given, operands: rest };
    rest.shift();
    if (argument === '--') return { given, operands: rest };
    if (argument.startsWith('--')) readLong(argument.slice(2), { given, rest });
    else readLetters(argument.slice(1), { given, rest });
  }
}

interface Progress {
  readonly given: Map<string, string>;
  readonly rest: string[];
}

function readLong(text: string, { given, rest }: Progress): void {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const exact = options.filter((option) => option.name === name);
  const matching = exact.length > 0 ? exact : options.filter((option) => option.name.startsWith(name));
  const [option] = matching;
  if (option === undefined) throw new Mistake(`unrecognized option '--${name}'`);
  if (matching.length > 1) throw new Mistake(`option '--${name}' is ambiguous`);
  if (!option.takesValue && equals >= 0) throw new Mistake(`option '--${option.name}' doesn't allow an argument`);
  const value = equals < 0 && option.takesValue ? rest.shift() : text.slice(equals + 1);
  if (value === undefined) throw new Mistake(`option '--${option.name}' requires an argument`);
  given.set(option.name, value);
}

function readLetters(letters: string, { given, rest }: Progress): void {
  for (let index = 0; index < letters.length; index += 1) {
    const letter = letters.charAt(index);
    const option = options.find((candidate) => candidate.letter === letter);
    if (option === undefined) throw new Mistake(`invalid option -- '${letter}'`);
    if (!option.takesValue) {
      given.set(option.name, '');
      continue;
    }
    const value = index + 1 < letters.length ? letters.slice(index + 1) : rest.shift();
    if (value === undefined) throw new Mistake(`option requires an argument -- '${letter}'`);
    given.set(option.name, value);
    return;
  }
}
