import { inertLimitsOf, readProc, type InertLimits } from './proc.ts';

/**
 * What tells our children from everybody else's: a number in a resource limit that Linux keeps but never enforces,
 * inherited over fork and exec and readable in /proc by anybody. It survives `setsid`, an emptied environment and a
 * rewritten title; only a program that sets this very limit takes it off. The environment carries the same mark a
 * second time.
 */
export interface Mark {
  /** The random half, one of the two sessions of this process. */
  readonly session: number;
  /** The counted half, one command. */
  readonly serial: number;
}

/** Which limit carries our marks. Inside a process that is itself marked, the other one does, so that the outer mark stays whole. */
export type MarkCarrier = 'locks' | 'rss';

/**
 * The name of the environment variable that carries the marks a second time: one `session.serial` per level, outermost
 * first, joined by `/`.
 */
export const markVariable = 'TIMED_COMMAND_MARKS';

/** Serials begin again after so many commands of one process. */
export const serialsPerSession = 2 ** 19;

/** How this process marks what it starts. */
export interface Marking {
  readonly carrier: MarkCarrier;
  /** Marks of commands that die with this process (even number), and, plus one, of commands that outlive it. */
  readonly session: number;
  /** False where the hard limit forbids the mark or /proc does not show it: then only the environment tells, and nothing is proved. */
  readonly limitsWork: boolean;
  /** What the environment of this process carries already; empty at the outermost level. */
  readonly outerMarks: string;
}

/** Reads what this process may do and draws a session number: 2^33 of them with the top bit set, half of them even. */
export function chooseMarking(): Marking {
  const soft = inertLimitsOf('self');
  const hard = inertLimitsOf('self', 'hard');
  const carrier = soft?.locks === undefined ? 'locks' : 'rss';
  const ceiling = carrier === 'locks' ? hard?.locks : hard?.rssBytes;
  return {
    carrier,
    // Seeded by the system for each process; node:crypto would take longer to load than the rest of this package.
    session: 2 ** 33 + Math.floor(Math.random() * 2 ** 32) * 2,
    limitsWork: soft !== undefined && ceiling === undefined && (soft.locks !== undefined) === (carrier === 'rss'),
    outerMarks: rawMarks('self'),
  };
}

/** The argument of `ulimit -w`, `-x` or `-m`: below 2^53, and above any limit that a program would take seriously. */
export function limitValue(mark: Mark): number {
  return mark.session * serialsPerSession + mark.serial;
}

/** The mark that a process carries in its limits; `undefined` for a stranger and for a process that is gone. */
export function markInLimits(limits: InertLimits | undefined, carrier: MarkCarrier): Mark | undefined {
  if (limits === undefined) return undefined;
  // `ulimit -m` counts in units of 1024 bytes.
  const value = carrier === 'locks' ? limits.locks : limits.rssBytes === undefined ? undefined : limits.rssBytes / 1024;
  if (value === undefined) return undefined;
  return { session: Math.floor(value / serialsPerSession), serial: value % serialsPerSession };
}

/** The value of the environment variable for a child of ours. */
export function environmentMarks(marking: Marking, mark: Mark): string {
  const own = `${mark.session}.${mark.serial}`;
  return marking.outerMarks === '' ? own : `${marking.outerMarks}/${own}`;
}

/** The marks in the environment that a process was started with; none when it is gone, or somebody else's. */
export function marksInEnvironment(pid: number): Mark[] {
  return rawMarks(pid)
    .split('/')
    .map((entry) => entry.split('.').map(Number))
    .flatMap(([session, serial]) => (session === undefined || serial === undefined ? [] : [{ session, serial }]));
}

function rawMarks(pid: number | 'self'): string {
  environment ??= Buffer.allocUnsafeSlow(longestEnvironmentBytes);
  const text = `\0${readProc(`/proc/${pid}/environ`, environment) ?? ''}`;
  const entry = text.indexOf(`\0${markVariable}=`);
  return entry < 0 ? '' : text.slice(entry + markVariable.length + 2, text.indexOf('\0', entry + 1));
}

/** Larger environments are cut; Linux lets arguments and environment have a quarter of the stack limit together, 2 MiB by default. */
const longestEnvironmentBytes = 2 ** 21;

let environment: Buffer | undefined;
