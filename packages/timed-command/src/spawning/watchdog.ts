import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Marking } from '../processes/mark.ts';

/**
 * One `sh` beside this process. It reads a pipe that nobody else holds; when the pipe ends, however this process died, it kills whatever carries
 * the mark of our session and removes our directory. While it waits it makes FIFOs for us (`mkfifo` is no system call of Node).
 */
export interface Watchdog {
  /** Private to this process (0700): FIFOs, and the notes of programs that could not be started. */
  readonly directory: string;
  /** Names of `count` new FIFOs; rejects when they cannot be made. */
  makeFifos(count: number): Promise<readonly string[]>;
  /** From here on the processes with this serial outlive us. */
  spare(serial: number): void;
  /** Whether the `sh` is alive; after its death a new watchdog is needed. */
  readonly alive: boolean;
  /** For the end of this process, when nothing runs any more: no work is left to do. */
  dismiss(): void;
}

/** Starts the watchdog; it is ready for requests at once. `onDeath` is called when it ends before us, whoever has killed it. */
export function startWatchdog(marking: Marking, onDeath: () => void): Watchdog {
  const directory = mkdtempSync(join(tmpdir(), 'timed-command-'));
  const child = spawn(
    '/bin/sh',
    ['-c', script, 'timed-command-watchdog', directory, String(marking.session), marking.carrier],
    {
      cwd: '/',
      detached: true,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  return new ShellWatchdog(child, directory, onDeath);
}

class ShellWatchdog implements Watchdog {
  readonly directory: string;
  alive = true;
  readonly #child: ChildProcess;
  readonly #waiting: ((answer: string | undefined) => void)[] = [];
  #made = 0;
  #unheard = '';

  constructor(child: ChildProcess, directory: string, onDeath: () => void) {
    this.directory = directory;
    this.#child = child;
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

  async makeFifos(count: number): Promise<readonly string[]> {
    if (!this.alive) throw new Error('the watchdog could not be started');
    const names = Array.from({ length: count }, () => `${this.#made++}`);
    const answer = new Promise<string | undefined>((resolve) => this.#waiting.push(resolve));
    this.#holdProcess(true);
    this.#child.stdin?.write(`make ${names.join(' ')}\n`);
    const made = await answer;
    if (this.#waiting.length === 0) this.#holdProcess(false);
    if (made !== 'made') throw new Error(`mkfifo failed in ${this.directory}`);
    return names.map((name) => join(this.directory, name));
  }

  spare(serial: number): void {
    this.#child.stdin?.write(`spare ${serial}\n`);
  }

  dismiss(): void {
    this.#child.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
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
 * What the watchdog runs: only builtins and grep, mkfifo, rm. dash cannot survive a fork that fails (the user is at the process limit, perhaps
 * because of what is to be killed): it ends, and its EXIT trap sweeps on with builtins alone. Two sweeps in a row that find nothing are the end;
 * who survives a hundred (an uninterruptible wait) is left. 524288 is the number of serials in a session, see mark.ts.
 */
const script = `
dir=$1 session=$2 carrier=$3 spared=' '
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
    make) if (cd "$dir" && exec mkfifo -m 600 $rest); then echo made; else echo failed; fi;;
    spare) spared="$spared$rest ";;
  esac
done
trap 'trap - 0; sweeps slow_sweep; exec rm -rf "$dir"' 0
sweeps fast_sweep
trap - 0
exec rm -rf "$dir"
`;
