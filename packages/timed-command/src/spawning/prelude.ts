import { environmentMarks, limitValue, markVariable, type Mark, type Marking } from '../processes/mark.ts';
import type { Shelter } from './shelter.ts';

/** What the prelude is told: the command as the caller wrote it, and what `sh` is to do before it becomes that command. */
export interface Preparation {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** An absolute path, or `undefined` to stay where this process is. */
  readonly cwd: string | undefined;
  readonly mark: Mark;
  readonly marking: Marking;
  /** Stands between `sh` and the command, for a PID namespace. */
  readonly shelter: Shelter | undefined;
  /** A file that comes into being only when the program could not be started: `cwd`, or the exit status of `exec`. */
  readonly failurePath: string;
}

/** What to spawn so that the command starts marked, in its directory and with exactly its environment. */
export interface Prelude {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * When `exec` fails, dash runs the EXIT trap and is gone; bash goes on, because of `execfail`, and runs the trap then.
 * With -C the note is new, never a link.
 */
const become = [
  `trap 'status=$?; set -C; echo $status >"$0"' 0`,
  'case "$BASH_VERSION" in ?*) shopt -s execfail; esac',
  'exec "$@"',
  'exit',
].join('\n');

/**
 * The first process of a PID namespace ignores the signals that it does not handle and has orphans to reap: it is a
 * shell, not the command.
 */
const becomeSecond = `(${become}\n)\nexit $?`;

/**
 * `sh` marks itself, changes directory and becomes the command (`exec`): no process more, about a millisecond. That the
 * directory is changed here and not by `spawn` keeps a hung file system from blocking our event loop: only the child
 * waits.
 */
export function prelude(preparation: Preparation): Prelude {
  const { cwd, shelter, failurePath } = preparation;
  const { env } = preparation;
  const { plain, exported, foreign } = sortEnvironment(env);
  plain[markVariable] = environmentMarks(preparation.marking, preparation.mark);
  const steps = [
    preparation.marking.limitsWork ? markStep(preparation) : '',
    cwd === undefined ? '' : `cd -P "$1" 2>/dev/null || { set -C; echo cwd >"$0"; exit 126; }; shift`,
    exported.length === 0 ? '' : 'while [ "$1" != = ]; do export "$1" 2>/dev/null; shift; done; shift',
    unsetStep(env),
    become,
  ];
  const command = [
    ...(foreign.length === 0 ? [] : ['/usr/bin/env', ...foreign]),
    preparation.file,
    ...preparation.args,
  ];
  return {
    file: '/bin/sh',
    args: [
      '-c',
      steps.filter((step) => step !== '').join('\n'),
      failurePath,
      ...(cwd === undefined ? [] : [cwd]),
      ...(exported.length === 0 ? [] : [...exported, '=']),
      ...(shelter === undefined ? command : [...shelter, '/bin/sh', '-c', becomeSecond, failurePath, ...command]),
    ],
    env: plain,
  };
}

function markStep({ mark, marking }: Preparation): string {
  const value = limitValue(mark);
  if (marking.carrier === 'rss') return `ulimit -S -m ${value} 2>/dev/null`;
  // dash and busybox call the limit -w, bash and ksh -x; each refuses the other letter.
  return `ulimit -S -w ${value} 2>/dev/null || ulimit -S -x ${value} 2>/dev/null`;
}

/**
 * dash puts PWD, and bash also OLDPWD, SHLVL and _, into the environment of what it starts: what the caller did not
 * give goes out again. bash counts SHLVL down in `exec`, even from nothing; it does not export arrays.
 */
function unsetStep(env: Readonly<Record<string, string>>): string {
  const inserted = ['PWD', 'OLDPWD', 'SHLVL', '_'].filter((name) => !Object.hasOwn(env, name));
  const forBash = Object.hasOwn(env, 'SHLVL') ? 'SHLVL=$((SHLVL + 1))' : 'declare -a SHLVL _';
  return `${inserted.length === 0 ? '' : `unset ${inserted.join(' ')}; `}case "$BASH_VERSION" in ?*) ${forBash};; esac`;
}

interface SortedEnvironment {
  /** Given to `sh` itself, which passes them on. */
  readonly plain: Record<string, string>;
  /** `NAME=value`, set by `sh` last: those that it would change, or that would change it (bash warns of unknown locales). */
  readonly exported: readonly string[];
  /**
   * `NAME=value`, set by env(1): names that are no identifiers (exported bash functions), which dash drops, and those a
   * shell owns.
   */
  readonly foreign: readonly string[];
}

const lastNames = /^(?:PWD|OLDPWD|SHLVL|_|IFS|OPTIND|ENV|CDPATH|LANG|LC_\w+|LD_\w+)$/;
const shellsOwnNames = /^(?:PPID|LINENO|UID|EUID|SHELLOPTS|BASHOPTS|POSIXLY_CORRECT|BASH|BASH_\w+)$/;

function sortEnvironment(env: Readonly<Record<string, string>>): SortedEnvironment {
  const plain: Record<string, string> = {};
  const exported: string[] = [];
  const foreign: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_]\w*$/.test(name) || shellsOwnNames.test(name)) foreign.push(`${name}=${value}`);
    else if (lastNames.test(name)) exported.push(`${name}=${value}`);
    else plain[name] = value;
  }
  return { plain, exported, foreign };
}
