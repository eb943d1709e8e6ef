import { createReadStream } from 'node:fs';
import { chmod, lstat, mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isPilotError, PilotError } from '@panda-pilot/core';
import { type CommandResult, describeEnding } from '@panda-pilot/timed-command';
import type { IdentitySwitch, SwitchRefusal } from '../identity/identity-switch.ts';
import { lingererCommand } from './lingerers.ts';
import type { Sandbox } from './sandbox.ts';
import { pathBelow, type SandboxLayout, sandboxLayout } from './sandbox-layout.ts';
import { runThrough, type ThroughOptions } from '../identity/through-switch.ts';
import { type Patience, untilAdmitted } from '../identity/until-admitted.ts';

/** Our own commands move a few bytes; those that copy files get as long as a slow disk needs for a large one. */
const shortMs = 60_000;
const copyMs = 3_600_000;
const removalAttempts = 3;

/** What a sandbox of another account needs. */
export interface SwitchedDeps {
  readonly identity: IdentitySwitch;
  /** The uid of this process. */
  readonly ownUid: number;
  readonly sleep: Patience['sleep'];
}

/**
 * Makes or finds a sandbox whose directories another account has made, owns and alone can write; `work` can be read by
 * everybody, `tmp` and `home` by nobody else. The root is the pilot's, and open to that account only while it makes
 * them. Rejects with GLEXEC_FAILED.
 */
export async function openSwitchedSandbox(root: string, { identity, ownUid, sleep }: SwitchedDeps): Promise<Sandbox> {
  await identity.prepare();
  const layout = sandboxLayout(root);
  if (!(await haveAll(directoriesOf(layout)))) await makeDirectories(layout, identity, sleep);
  const owner = await commonOwner(layout);
  if (owner === ownUid) {
    throw new PilotError(
      'GLEXEC_FAILED',
      `${identity.name} made ${layout.work} as the pilot's own account (uid ${owner}): it does not switch`,
    );
  }
  const through = (
    script: string,
    args: readonly string[],
    options: Partial<ThroughOptions> = {},
  ): Promise<CommandResult> =>
    runThrough(identity, ['/bin/sh', '-c', script, 'sandbox', ...args], { timeoutMs: shortMs, ...options });
  const endLingerers = async (): Promise<void> => void (await through(...(await lingererCommand(layout))));
  return {
    ...layout,
    owner,
    placeCredential: async (source) => {
      const result = await through(replaceScript, [layout.credential], { stdin: createReadStream(source) });
      assertDone(result, `${source} to ${layout.credential}`);
    },
    bringIn: async (source, path) => {
      const target = pathBelow(root, path);
      const isProgram = ((await stat(source)).mode & 0o111) !== 0;
      const result = await through(takeScript, [target, isProgram ? '755' : '600'], {
        stdin: createReadStream(source),
        timeoutMs: copyMs,
      });
      assertDone(result, `${source} to ${target}`);
    },
    bringOut: async (path, destination, { maxBytes } = {}) => {
      const args = [pathBelow(root, path), maxBytes === undefined ? '' : String(maxBytes + 1)];
      const target = await newFile(destination);
      const result = await through(giveScript, args, { stdout: { file: target }, timeoutMs: copyMs });
      return await weigh(result, { path, destination, maxBytes: maxBytes ?? Number.POSITIVE_INFINITY });
    },
    examine: async (command, { path, timeoutMs, maxOutputBytes }) => {
      // Nobody here may end a command of that account when its time is over: timeout(1) does, on the other side.
      const bounded = ['timeout', '-s', 'KILL', String(timeoutMs / 1000), ...command];
      const alone = ['/usr/bin/env', '-i', `PATH=${path}`, 'LC_ALL=C', ...bounded];
      return await runThrough(identity, alone, { timeoutMs: timeoutMs + shortMs, maxOutputBytes });
    },
    disclose: async () => {
      await endLingerers();
      const result = await through(discloseScript, [layout.work], { timeoutMs: copyMs });
      assertDone(result, layout.work);
    },
    remove: async () => {
      for (let attempt = 1; ; attempt += 1) {
        await endLingerers();
        // The account may empty its directories, but the root is not its own: the empty ones are ours to remove.
        await through(emptyScript, directoriesOf(layout));
        try {
          return await removeEmpty(layout);
        } catch (error) {
          // Whatever still ran may have made a file in between.
          if (attempt === removalAttempts) throw error;
        }
      }
    },
  };
}

/** Descending with `chmod -R` unlocks a directory before it looks into it. */
const emptyScript = 'chmod -R u+rwX -- "$@"; rm -rf -- "$@"';
/** A directory that is somebody else's, or gone, keeps nobody from the rest. */
const discloseScript = 'chmod -R u+rwX,go+rX -- "$1" 2>/dev/null; [ -r "$1" ]';
/** An attempt that was interrupted may have left some of them. */
const makeScript =
  'umask 022; [ -d "$1" ] || mkdir -- "$1" && umask 077 && { [ -d "$2" ] || mkdir -- "$2"; } && { [ -d "$3" ] || mkdir -- "$3"; }';
/** Under its name only when it is whole, and never in the place of something else: ln(1) refuses that. */
const takeScript =
  'umask 077; part=$1.part; rm -f -- "$part" && set -C && cat >"$part" && chmod "$2" -- "$part" && ln -- "$part" "$1"; done=$?; rm -f -- "$part"; exit $done';
/** A reader finds the old one or the new one, whole. */
const replaceScript = 'umask 077; rm -f -- "$1.new" && set -C && cat >"$1.new" && mv -f -- "$1.new" "$1"';
/** Exit code 3 stands for something that is no file. */
const giveScript =
  '[ -f "$1" ] && [ ! -L "$1" ] || exit 3; if [ -n "$2" ]; then exec head -c "$2" -- "$1"; fi; exec cat -- "$1"';

function directoriesOf({ work, temporary, home }: SandboxLayout): string[] {
  return [work, temporary, home];
}

async function makeDirectories(
  layout: SandboxLayout,
  identity: IdentitySwitch,
  sleep: Patience['sleep'],
): Promise<void> {
  const { root } = layout;
  try {
    await mkdir(root, { recursive: true, mode: 0o711 });
    // Sticky, so that nobody can take away what another makes; closed again as soon as the three are there.
    await chmod(root, 0o1733);
  } catch (error) {
    throw new PilotError('MKDIR', root, { cause: error });
  }
  try {
    const command = ['/bin/sh', '-c', makeScript, 'sandbox', ...directoriesOf(layout)];
    const attempt = async (): Promise<CommandResult | SwitchRefusal> => {
      const result = await runThrough(identity, command, { timeoutMs: shortMs });
      const { ending, stderr } = result;
      return ending.kind === 'exited' && ending.exitCode !== 0 ? identity.refusal(ending, stderr.trim()) : result;
    };
    const result = await untilAdmitted(identity, attempt, { sleep, signal: new AbortController().signal });
    if (result !== undefined) assertDone(result, root);
  } catch (error) {
    throw isPilotError(error, 'GLEXEC_FAILED') ? await explain(error, root) : error;
  } finally {
    await chmod(root, 0o711);
  }
}

/** The commonest mistake: a directory above that only the pilot may enter. */
async function explain(error: PilotError, root: string): Promise<PilotError> {
  for (let directory = dirname(root); directory !== '/'; directory = dirname(directory)) {
    const { mode } = await stat(directory);
    if ((mode & 0o001) === 0) {
      const hint = `For the site: the other account cannot get below ${directory}: let others enter it (chmod o+x), or move the work directory`;
      return new PilotError(error.errorName, `${root}: ${directory} cannot be entered by others`, {
        cause: error,
        hint,
      });
    }
  }
  return error;
}

async function commonOwner(layout: SandboxLayout): Promise<number> {
  const stats = await Promise.all(directoriesOf(layout).map((directory) => lstat(directory)));
  const [first] = stats;
  if (first === undefined || stats.some((one) => !one.isDirectory() || one.uid !== first.uid)) {
    throw new PilotError(
      'GLEXEC_FAILED',
      `${layout.root} holds something else than the three directories of one account`,
    );
  }
  return first.uid;
}

function assertDone({ ending, stderr }: CommandResult, what: string): void {
  if (ending.kind === 'exited' && ending.exitCode === 0) return;
  throw new PilotError('FILE_HANDLING_FAILURE', `${what} ${describeEnding(ending)}: ${stderr.trim()}`);
}

/** timed-command would empty a file that is there; outputs go to new ones only. */
async function newFile(destination: string): Promise<string> {
  if (await exists(destination)) throw new PilotError('FILE_HANDLING_FAILURE', `${destination} exists already`);
  return destination;
}

async function weigh(
  result: CommandResult,
  { path, destination, maxBytes }: { readonly path: string; readonly destination: string; readonly maxBytes: number },
): Promise<number> {
  try {
    if (result.ending.kind === 'exited' && result.ending.exitCode === 3) {
      throw new PilotError('FILE_HANDLING_FAILURE', `${path} is no regular file`);
    }
    assertDone(result, path);
    const { size } = await stat(destination);
    if (size > maxBytes) throw new PilotError('FILE_HANDLING_FAILURE', `${path} is larger than ${maxBytes} bytes`);
    return size;
  } catch (error) {
    await rm(destination, { force: true });
    throw error;
  }
}

async function removeEmpty(layout: SandboxLayout): Promise<void> {
  try {
    for (const directory of directoriesOf(layout)) if (await exists(directory)) await rmdir(directory);
    if (await exists(layout.root)) await rmdir(layout.root);
  } catch (error) {
    throw new PilotError('FILE_HANDLING_FAILURE', `${layout.root} cannot be removed`, { cause: error });
  }
}

async function haveAll(paths: readonly string[]): Promise<boolean> {
  return (await Promise.all(paths.map(exists))).every(Boolean);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
