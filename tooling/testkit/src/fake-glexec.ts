import { chmod, chown, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** How a fake gLExec behaves. */
export interface FakeGlexecOptions {
  /** The account that every proxy maps to. */
  readonly account: { readonly uid: number; readonly gid: number; readonly home: string };
  /** Who may call it, and owns the directory that it stands in. */
  readonly caller: { readonly uid: number; readonly gid: number };
  /** `logging` authorises and runs the command as the caller, as a gLExec without setuid bit does. */
  readonly mode?: 'setuid' | 'logging';
  /** Whether it waits for the command (`linger = yes`); it does when absent. */
  readonly linger?: boolean;
  /** Refuses the first calls with this exit code. */
  readonly refuseFirst?: { readonly calls: number; readonly exitCode: number };
}

/**
 * A gLExec that honours the documented contract (variables, checks, exit codes, environment) and switches by a setuid
 * copy of setpriv(1): needs root to be made, not to be called. It is an approximation; the documentation is the
 * contract. Resolves with the path of the program.
 */
export async function fakeGlexec(options: FakeGlexecOptions): Promise<string> {
  const { account, caller, mode = 'setuid', linger = true, refuseFirst = { calls: 0, exitCode: 0 } } = options;
  const directory = await mkdtemp(join(tmpdir(), 'fake-glexec-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const settings = {
    uid: account.uid,
    gid: account.gid,
    home: account.home,
    caller: caller.uid,
    mode,
    linger: linger ? 'yes' : 'no',
    refusals: refuseFirst.calls,
    refusal: refuseFirst.exitCode,
  };
  await writeFile(
    join(directory, 'settings'),
    Object.entries(settings)
      .map(([key, value]) => `${key}='${value}'\n`)
      .join(''),
  );
  await writeFile(join(directory, 'glexec'), callersHalf, { mode: 0o755 });
  await writeFile(join(directory, 'root-half'), rootsHalf);
  if (mode === 'setuid') {
    const gate = join(directory, 'gate');
    await copyFile('/usr/bin/setpriv', gate);
    // Whoever runs it becomes root: only the caller gets at it.
    await chown(gate, 0, caller.gid);
    await chmod(gate, 0o4750);
  }
  await chown(directory, caller.uid, caller.gid);
  await chmod(directory, 0o700);
  return join(directory, 'glexec');
}

/** Runs as the caller. Without the gate, in logging-only mode, the other half does so too. */
const callersHalf = String.raw`#!/bin/sh
here=$(dirname "$0")
if [ -u "$here/gate" ]; then
  exec "$here/gate" --reuid=0 --regid=0 --clear-groups /bin/sh "$here/root-half" "$here" "$(id -u)" "$@"
fi
exec /bin/sh "$here/root-half" "$here" "$(id -u)" "$@"
`;

const rootsHalf = String.raw`
here=$1 caller_uid=$2
shift 2
. "$here/settings"
refuse() { code=$1; shift; echo "[gLExec]:  $*" >&2; exit "$code"; }

usable() {
  case $1 in /*) ;; *) refuse 201 "proxy path is not absolute";; esac
  [ -f "$1" ] && [ ! -L "$1" ] || refuse 201 "proxy is no regular file"
  [ "$(stat -c %u "$1")" = "$caller_uid" ] || refuse 201 "proxy belongs to another account"
  case $(stat -c %a "$1") in *00) ;; *) refuse 201 "proxy can be read by others";; esac
  grep -q 'PRIVATE KEY' "$1" || refuse 201 "proxy has no private key"
}

[ "$caller_uid" = "$caller" ] || refuse 203 "user is not in the white list"
[ -n "$GLEXEC_CLIENT_CERT" ] || refuse 201 "GLEXEC_CLIENT_CERT is not set"
usable "$GLEXEC_CLIENT_CERT"
if [ "$refusals" -gt 0 ]; then
  calls=$(cat "$here/calls" 2>/dev/null || echo 0)
  if [ "$calls" -lt "$refusals" ]; then
    echo $((calls + 1)) >"$here/calls"
    refuse "$refusal" "LCMAPS failed to do mapping"
  fi
fi

set_proxy=
as_target() { "$@"; }
if [ "$mode" = setuid ]; then as_target() { setpriv --reuid="$uid" --regid="$gid" --clear-groups "$@"; }; fi
if [ -n "$GLEXEC_SOURCE_PROXY" ]; then
  usable "$GLEXEC_SOURCE_PROXY"
  target=$GLEXEC_TARGET_PROXY
  if [ "$target" != /dev/null ]; then
    [ -n "$target" ] || target=/tmp/x509up_u$uid.glexec
    as_target sh -c 'umask 077; cat >"$1"' sh "$target" <"$GLEXEC_SOURCE_PROXY" || refuse 201 "target proxy cannot be written"
    set_proxy=X509_USER_PROXY=$target
  fi
fi
[ $# -gt 0 ] || exit 0

case $1 in /*) ;; *) refuse 201 "command is not absolute";; esac
[ "$(realpath "$1")" = "$1" ] || refuse 201 "command is a symbolic link"
[ -x "$1" ] || refuse 126 "command cannot be executed"

kept=$(env | sed -n 's/^\(GLEXEC_[A-Z_]*\)=.*/\1/p')
for name in $kept; do eval "set -- \"$name=\$$name\" \"\$@\""; done
[ -z "$set_proxy" ] || set -- "$set_proxy" "$@"
set -- env -i HOME="$home" "$@"
if [ "$mode" = setuid ]; then set -- setpriv --reuid="$uid" --regid="$gid" --clear-groups "$@"; fi
[ "$linger" = yes ] || exec "$@"
"$@" <&0
status=$?
case $status in 20[1-4]) exit 204;; esac
exit $status
`;
