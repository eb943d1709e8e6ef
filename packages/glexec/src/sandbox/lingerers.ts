import { realpath } from 'node:fs/promises';
import type { SandboxLayout } from './sandbox-layout.ts';

/**
 * A script, and its arguments, for the account of a sandbox: it kills every process of that account that is at work in
 * the sandbox, and leaves the account's other processes alone, which may be another job's. At work is what has a
 * directory or file of it open or as its own, or was started with it in its environment. Whatever hides even from that
 * (a process that opens a file by its name for a moment only) goes on: only a box makes certain.
 */
export async function lingererCommand({ root, temporary, work }: SandboxLayout): Promise<readonly [string, string[]]> {
  // /proc knows real paths only.
  const real = await realpath(root);
  const inside = (path: string): string => `${real}${path.slice(root.length)}`;
  return [script, [globbed(inside(work)), globbed(inside(temporary)), temporary]];
}

/** find(1) takes the target of a link for a pattern. */
function globbed(path: string): string {
  return path.replaceAll(/[*?[\]\\]/g, String.raw`\$&`);
}

/** Again and again, for a process may have had children between the look and its death; but not for ever. */
const script = String.raw`
look() {
  find /proc/[0-9]*/cwd /proc/[0-9]*/root /proc/[0-9]*/exe /proc/[0-9]*/fd -maxdepth 1 \
    '(' -lname "$1" -o -lname "$1/*" -o -lname "$2" -o -lname "$2/*" ')' 2>/dev/null
  grep -lsF -- "=$3" /proc/[0-9]*/environ
}
for attempt in 1 2 3 4 5 6 7 8; do
  killed=
  for path in $(look "$1" "$2" "$3"); do
    path=${'$'}{path#/proc/}
    kill -s KILL "${'$'}{path%%/*}" 2>/dev/null && killed=1
  done
  [ -n "$killed" ] || exit 0
done
`;
