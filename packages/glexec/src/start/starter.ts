import type { PayloadLimits } from '../launcher.ts';

/** How the starter is to start a payload. */
export interface Start {
  /** Enters this directory first. */
  readonly work: string;
  /** Files to open with the payload's rights; without them it writes where its parent does. */
  readonly output?: { readonly stdout: string; readonly stderr: string };
  readonly limits: PayloadLimits;
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * The command that becomes the payload once it has read the environment block from standard input, in whatever box or
 * account it is put into. It tells on descriptor 3 how far it got: `started`, or `failed` and the culprit.
 */
export function starterCommand({ work, output, limits, file, args }: Start): string[] {
  const { stdout = '', stderr = '' } = output ?? {};
  const processes = limits.processes === undefined ? '' : String(limits.processes);
  // `ulimit -f` counts in blocks of 512 bytes.
  const blocks = limits.fileBytes === undefined ? '' : String(Math.ceil(limits.fileBytes / 512));
  return ['/bin/sh', '-c', script, 'payload', work, stdout, stderr, processes, blocks, file, ...args];
}

/** What a starter has said. */
export type StarterReport =
  | { readonly said: 'started' }
  | { readonly said: 'failed'; readonly culprit: string; readonly detail: string };

/** Reads one line of a starter; `undefined` when it is none. */
export function readStarterLine(line: string): StarterReport | undefined {
  if (line === 'started') return { said: 'started' };
  const [word, culprit = '', ...detail] = line.split(' ');
  return word === 'failed' ? { said: 'failed', culprit, detail: detail.join(' ') } : undefined;
}

/**
 * dash calls the limit on processes -p, bash -u: each refuses the other letter, and bash takes -p for something that
 * cannot be set. Opening a file is tried with `true` first, for a redirection of `exec` or `:` that fails ends the
 * shell. Its own variables have names that the block never exports.
 */
const script = String.raw`
fail() { printf 'failed %s\n' "$*" >&3; exit 126; }
cd -P "$1" 2>/dev/null || fail work
if [ -n "$2" ]; then
  umask 022
  { true >"$2"; } 2>/dev/null || fail output stdout
  { true >"$3"; } 2>/dev/null || fail output stderr
  exec >"$2" 2>"$3"
fi
if [ -n "$4" ]; then ulimit -u "$4" 2>/dev/null || ulimit -p "$4" 2>/dev/null || fail limit processes; fi
if [ -n "$5" ]; then ulimit -f "$5" 2>/dev/null || fail limit file size; fi
shift 5
[ -e "$1" ] || fail file ENOENT
[ -f "$1" ] && [ -x "$1" ] || fail file EACCES
unset PWD OLDPWD _pilot_env
_pilot_file=$1
# bash gives whatever it executes two variables more.
[ -z "$BASH_VERSION" ] || _pilot_env='/usr/bin/env -u SHLVL -u _ --'
while IFS= read -r _pilot_line && [ -n "$_pilot_line" ]; do
  case $_pilot_line in *\\*) _pilot_line=$(printf '%b.' "$_pilot_line"); _pilot_line=${'$'}{_pilot_line%.};; esac
  case $_pilot_line in
    =*) set -- "${'$'}{_pilot_line#=}" "$@"; _pilot_env=${'$'}{_pilot_env:-/usr/bin/env --};;
    *) export "$_pilot_line";;
  esac
done 2>/dev/null
# env(1) would take such a file for a variable.
[ -z "$_pilot_env" ] || case $_pilot_file in *=*) fail file EINVAL;; esac
printf 'started\n' >&3
exec $_pilot_env "$@" </dev/null 3>&-
`;
