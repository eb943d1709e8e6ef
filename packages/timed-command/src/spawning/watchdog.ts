import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notePrefix } from './failure-note.ts';
import type { Marking } from '../processes/mark.ts';
import { send } from '../processes/signals.ts';
import { removeDirectory } from './remove-directory.ts';

/**
 * One `sh` beside this process. It reads a pipe that nobody else holds; when the pipe ends, however this process died,
 * it kills whatever carries the mark of our session. While it waits it makes FIFOs for us (`mkfifo` is no system call
 * of Node).
 */
export interface Watchdog {
  /**
   * Hands the names of `count` new FIFOs to `hold` and removes them, with the directory that they were made in (0700),
   * as soon as it returns: a name that lasts would be left behind when this process and its watchdog are killed
   * together. Rejects when they cannot be made.
   */
  makeFifos(count: number, hold: (path: string) => void): Promise<void>;
  /** From here on the processes with this serial outlive us. */
  spare(serial: number): void;
  /** Whether the `sh` is alive; after its death a new watchdog is needed. */
  readonly alive: boolean;
  /** For the end of this process, when nothing runs any more: no work is left to do. */
  dismiss(): void;
}

/**
 * Starts the watchdog; it is ready for requests at once. `onDeath` is called when it ends before us, whoever has killed
 * it. `directory`: for FIFOs until they are held.
 */
export function startWatchdog(marking: Marking, onDeath: () => void, directory = tmpdir()): Watchdog {
  const prefix = join(directory, 'timed-command-');
  const child = spawn(
    '/bin/sh',
    ['-c', script, 'timed-command-watchdog', prefix, notePrefix(), String(marking.session), marking.carrier],
    {
      cwd: '/',
      detached: true,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  return new ShellWatchdog(child, prefix, onDeath);
}

class ShellWatchdog implements Watchdog {
  alive = true;
  readonly #child: ChildProcess;
  readonly #prefix: string;
  readonly #waiting: ((answer: string | undefined) => void)[] = [];
  readonly #directories = new Set<string>();
  #unheard = '';

  constructor(child: ChildProcess, prefix: string, onDeath: () => void) {
    this.#child = child;
    this.#prefix = prefix;
    const perish = (): void => {
      if (this.alive) onDeath();
      this.alive = false;
      for (const answer of this.#waiting.splice(0)) answer(undefined);
    };
    child.once('error', perish);
    child.once('exit', perish);
    child.stdin?.on('error', perish);
    child.stdout?.on('data', (chunk: Buffer) => this.#hear(chunk.toString('latin1')));
    this.#holdProcess(false);
  }

  async makeFifos(count: number, hold: (path: string) => void): Promise<void> {
    if (!this.alive) throw new Error('the watchdog could not be started');
    const names = Array.from({ length: count }, (_, index) => `${index}`);
    const directory = mkdtempSync(this.#prefix);
    this.#directories.add(directory);
    try {
      const made = await this.#ask(`make ${this.#suffixOf(directory)} ${names.join(' ')}`);
      if (made !== 'made') throw new Error(`mkfifo failed in ${directory}`);
      for (const name of names) hold(join(directory, name));
    } finally {
      this.#remove(directory);
    }
  }

  spare(serial: number): void {
    this.#child.stdin?.write(`spare ${serial}\n`);
  }

  dismiss(): void {
    const { pid } = this.#child;
    // With its group: the mkfifo that it has started goes with it.
    if (pid !== undefined) send(-pid, 'SIGKILL');
    for (const directory of this.#directories) this.#remove(directory);
  }

  /** What does not go at once (NFS keeps open files under another name) is removed at the end, by us or by the watchdog. */
  #remove(directory: string): void {
    if (!removeDirectory(directory)) return;
    this.#directories.delete(directory);
    this.#child.stdin?.write(`forget ${this.#suffixOf(directory)}\n`);
  }

  #suffixOf(directory: string): string {
    return directory.slice(this.#prefix.length);
  }

  async #ask(request: string): Promise<string | undefined> {
    const answer = new Promise<string | undefined>((resolve) => this.#waiting.push(resolve));
    this.#holdProcess(true);
    this.#child.stdin?.write(`${request}\n`);
    const heard = await answer;
    if (this.#waiting.length === 0) this.#holdProcess(false);
    return heard;
  }

  /** One line for each request, in order. */
  #hear(text: string): void {
    const lines = `${this.#unheard}${text}`.split('\n');
    this.#unheard = lines.pop() ?? '';
    for (const line of lines) this.#waiting.shift()?.(line);
  }

  /** Only a pending answer keeps the event loop of this process alive. */
  #holdProcess(hold: boolean): void {
    const verb = hold ? 'ref' : 'unref';
    this.#child[verb]();
    for (const stream of [this.#child.stdin, this.#child.stdout]) {
      if (stream instanceof Socket) stream[verb]();
    }
  }
}

/**
 * What the watchdog runs: only builtins and grep, mkfifo, rm. dash cannot survive a fork that fails (the user is at the
 * process limit, perhaps because of what is to be killed): it ends, and its EXIT trap sweeps on with builtins alone.
 * Two sweeps in a row that find nothing are the end; who survives a hundred (an uninterruptible wait) is left. 524288
 * is the number of serials in a session, see mark.ts.
 */
const script = `
prefix=$1 notes=$2 session=$3 carrier=$4 spared=' ' made=' '
trap '' HUP INT QUIT TERM PIPE USR1 USR2
case $carrier in locks) title='Max file locks' unit=1;; *) title='Max resident set' unit=1024;; esac

judge() {
  case $2 in *[!0-9]*|'') return;; esac
  value=$(($2 / unit))
  [ $((value / 524288)) -eq "$session" ] || return
  case $spared in *" $((value % 524288)) "*) return;; esac
  state= group=
  while read -r name text rest; do
    case $name in State:) state=$text;; NSpgid:) group=$text; break;; esac
  done < "/proc/$1/status"
  case $state in Z|X) return;; esac
  found=yes
  case $group in 0|1|'') ;; *) kill -KILL "-$group";; esac
  kill -KILL "$1"
} 2>/dev/null

fast_sweep() {
  lines=$(grep -s "^$title  *[0-9]" /proc/[0-9]*/limits)
  IFS='
'
  for line in $lines; do
    IFS=' /:'
    set -- $line
    unset IFS
    judge "$3" "$8"
  done
  unset IFS
}

slow_sweep() {
  for entry in /proc/[0-9]*; do
    IFS=/
    set -- $entry
    unset IFS
    while read -r a b c value rest; do
      case "$a $b $c" in "$title") judge "$3" "$value"; break;; esac
    done < "$entry/limits"
  done 2>/dev/null
}

sweeps() {
  quiet=0 round=0
  while [ $quiet -lt 2 ] && [ $round -lt 100 ]; do
    found=
    $1
    round=$((round + 1))
    case $found in yes) quiet=0;; *) quiet=$((quiet + 1));; esac
    if [ $round -gt 50 ]; then sleep 0.1; fi
  done
}

while read -r verb rest; do
  case $verb in
    make)
      set -- $rest
      suffix=$1
      shift
      made="$made$suffix "
      if (cd "$prefix$suffix" && exec mkfifo -m 600 "$@"); then echo made; else echo failed; fi;;
    forget) made="\${made%% $rest *} \${made#* $rest }";;
    spare) spared="$spared$rest ";;
  esac
done

clear() {
  set --
  for suffix in $made; do set -- "$@" "$prefix$suffix"; done
  exec rm -rf "$@" "$notes$session-"* "$notes$((session + 1))-"*
}

trap 'trap - 0; sweeps slow_sweep; clear' 0
sweeps fast_sweep
trap - 0
clear
`;
