/** How a supervisor is to look after a payload. */
export interface Supervision {
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** True when the command makes a session of its own further down, as boxes do: that is where SIGTERM must go. */
  readonly boxed: boolean;
  /** True when the command itself drops whatever the identity switch has put into the environment. */
  readonly clearsEnvironment: boolean;
  /** What to run: a starter, in a box or not. */
  readonly command: readonly string[];
}

/**
 * A command that runs as the other account beside the payload. It says who it is, takes the environment block from
 * standard input, runs the command in a session of its own and says how that ended. It ends the payload when its
 * standard input ends: that is how the pilot stops it, and what happens when the pilot dies. Whatever the identity
 * switch has put into the environment does not get as far as the payload.
 */
export function supervisorCommand({ graceMs, boxed, clearsEnvironment, command }: Supervision): string[] {
  const tenths = String(Math.ceil(graceMs / 100));
  return [
    ...(clearsEnvironment ? [] : ['/usr/bin/env', '-i']),
    '/bin/sh',
    '-c',
    script,
    'supervisor',
    marksPlace,
    tenths,
    boxed ? 'boxed' : '',
    // A box makes its own session, and dies as one process.
    ...(boxed ? [] : ['setsid']),
    ...command,
  ];
}

/**
 * A command that starts `command` with the resource limits by which timed-command knows its processes written into the
 * supervisor's arguments: sudo's PAM session takes the limits themselves off (pam_limits of Debian), and the supervisor
 * puts them on again. Both limits: inside a process that is itself supervised the second one is ours.
 */
export function carryingMarks(command: readonly string[]): string[] {
  return ['/bin/sh', '-c', carry, 'carry-marks', ...command];
}

/** What a supervisor has said. */
export type SupervisorReport =
  | { readonly said: 'ready'; readonly uid: number }
  /** SIGTERM was not enough. */
  | { readonly said: 'forced' }
  | { readonly said: 'ended'; readonly exitCode: number };

/** Reads one line of a supervisor; `undefined` when it is none. */
export function readSupervisorLine(line: string): SupervisorReport | undefined {
  if (line === 'forced') return { said: 'forced' };
  const [, word, number] = /^(ready|ended) (\d+)$/.exec(line) ?? [];
  if (word === 'ready') return { said: 'ready', uid: Number(number) };
  return word === 'ended' ? { said: 'ended', exitCode: Number(number) } : undefined;
}

/** A command that signals a process group as whoever runs it. It is the shell's own kill: small images have no other. */
export function signalCommand(group: number, signal: NodeJS.Signals): string[] {
  return ['/bin/sh', '-c', 'kill -s "$1" -- "-$2"', 'signal', signal.replace(/^SIG/, ''), String(group)];
}

const marksPlace = '@marks-of-timed-command';

const carry = String.raw`
# One child for both, each on a line of its own.
marks=$({ ulimit -S -w || ulimit -S -x || echo; ulimit -S -m; } 2>/dev/null)
marks=${'$'}{marks%%[!0-9a-z]*}/${'$'}{marks##*[!0-9a-z]}
found=
for word; do
  shift
  if [ -z "$found" ] && [ "$word" = ${marksPlace} ]; then word=$marks found=1; fi
  set -- "$@" "$word"
done
exec "$@"
`;

/**
 * The payload runs in the foreground, for a shell's background jobs ignore SIGINT; who watches the pipe therefore finds
 * it as a child of $$. The environment goes on as a here-document, so that only the payload ever reads it. What has
 * left the payload's group is found by the mark when the payload has been stopped: nobody else may be there to look for
 * it.
 */
const script = String.raw`
exec 4>&1 5<&0 </dev/null >/dev/null
locks=${'$'}{1%/*} memory=${'$'}{1#*/} tenths=$2 boxed=$3
shift 3
# Marks have sixteen digits; a smaller limit is somebody else's, and not ours to look for.
is_mark() { case $1 in *[!0-9]*) return 1;; ????????????????*) return 0;; *) return 1;; esac; }
is_mark "$locks" || locks=
is_mark "$memory" || memory=
while read -r key real effective rest; do [ "$key" != Uid: ] || break; done </proc/self/status
printf 'ready %s\n' "$effective" >&4

block= line=
while IFS= read -r line <&5 && [ -n "$line" ]; do block="$block$line
"; done
read -r go <&5 || exit 0

mark() {
  [ -z "$locks" ] || ulimit -S -w "$locks" || ulimit -S -x "$locks"
  [ -z "$memory" ] || ulimit -S -m "$memory"
} 2>/dev/null
children() { read -r found <"/proc/$1/task/$1/children"; printf '%s' "$found"; }
send() {
  for child in $(children $$); do
    if [ -z "$boxed" ]; then kill -s "$1" -- "-$child"
    elif [ "$1" = KILL ]; then [ "$child" = "$self" ] || kill -s KILL "$child"
    else for inner in $(children "$child"); do kill -s "$1" -- "-$inner"; done; fi
  done
} 2>/dev/null
sweep() {
  [ -n "$locks$memory" ] || return
  if [ -n "$memory" ]; then title="Max resident set  *$((memory * 1024)) "; else title="Max file locks  *$locks "; fi
  for found in $(grep -ls "^$title" /proc/[0-9]*/limits); do
    found=${'$'}{found#/proc/} found=${'$'}{found%/limits}
    case $found in $$|$self) ;; *) kill -s KILL "$found";; esac
  done
} 2>/dev/null
watch() {
  read -r self rest </proc/self/stat
  while read -r line; do :; done
  kill -s USR1 $$
  send TERM
  while [ "$tenths" -gt 0 ]; do sleep 0.1; tenths=$((tenths - 1)); done
  echo forced >&4
  send KILL
}
stopped= self=
trap 'stopped=1' USR1
watch <&5 5<&- &
watcher=$!
(mark; exec "$@" 3>&4 4>&- 5<&-) <<BLOCK
$block
BLOCK
status=$?
{ kill -s KILL "$watcher" && wait "$watcher"; } 2>/dev/null
[ -z "$stopped" ] || sweep
printf 'ended %s\n' "$status" >&4
# sudo stops itself when its command is stopped, and only its own session may then wake it.
kill -s CONT "$PPID" 2>/dev/null
exit 0
`;
