import { lstat, readlink, realpath } from 'node:fs/promises';
import { PilotError } from '@panda-pilot/core';
import { describeEnding, runCommand } from '@panda-pilot/timed-command';
import type { Box, BoxView } from './box.ts';

/** How to put payloads into a box with bubblewrap. */
export interface BubblewrapOptions {
  /** `/usr/bin/bwrap` when absent. */
  readonly file?: string;
}

const defaultTemporaryBytes = 256 * 1024 * 1024;

/**
 * A box by bubblewrap: the payload sees the system's directories and the policy's, read-only, its sandbox, and nothing
 * else; it has namespaces of its own for processes, IPC, host name and, where the policy says so, the network. Needs
 * user namespaces, or a setuid bwrap.
 */
export function bubblewrap({ file = '/usr/bin/bwrap' }: BubblewrapOptions = {}): Box {
  let found: Promise<Installation> | undefined;
  let installation: Installation | undefined;
  return {
    name: 'bubblewrap',
    env: {},
    clearsEnvironment: () => installation?.clearsEnvironment === true,
    prepare: async () => {
      found ??= inspect(file);
      installation = await found;
    },
    wrap: (command, view) => {
      if (installation === undefined) throw new TypeError('bubblewrap is used before it was prepared');
      return [file, ...boxArguments(view, installation), '--', ...command];
    },
    refusal: (words) => new PilotError(errorFor(words), `bubblewrap: ${words}`),
  };
}

/** What this node has. */
interface Installation {
  /** Since 0.8.0 bwrap can forbid further user namespaces. */
  readonly forbidsNamespaces: boolean;
  /** Since 0.5.0 bwrap can start with an empty environment. */
  readonly clearsEnvironment: boolean;
  /** What of the system is shown, as arguments: links into what is shown stay links. */
  readonly system: readonly string[];
}

async function inspect(file: string): Promise<Installation> {
  const { ending, stdout } = await runCommand(file, ['--help'], { env: {}, timeoutMs: 10_000 });
  if (ending.kind !== 'exited' || ending.exitCode !== 0) {
    throw new PilotError('SINGULARITY_NOT_INSTALLED', `bubblewrap (${file}) ${describeEnding(ending)}`, {
      hint: 'For the site: install the package bubblewrap on the node',
    });
  }
  const system = await Promise.all([...topLevel, ...configuration].map(show));
  return {
    forbidsNamespaces: stdout.includes('--disable-userns'),
    clearsEnvironment: stdout.includes('--clearenv'),
    system: system.flat(),
  };
}

/** Every mount costs a third of a millisecond, a link nothing. */
async function show(path: string): Promise<string[]> {
  try {
    if (!(await lstat(path)).isSymbolicLink()) return ['--ro-bind-try', path, path];
    const leadsIntoUsr = (await realpath(path)).startsWith('/usr/');
    return leadsIntoUsr ? ['--symlink', await readlink(path), path] : ['--ro-bind-try', path, path];
  } catch {
    return []; // not every distribution has all of them
  }
}

/** The order counts: later mounts lie over earlier ones, so the sandbox comes last. */
function boxArguments({ sandbox, policy }: BoxView, installation: Installation): string[] {
  const { clearsEnvironment, forbidsNamespaces, system } = installation;
  const size = policy.limits.temporaryBytes ?? defaultTemporaryBytes;
  const shown = ['/sys/devices/system', ...policy.readable];
  return [
    ['--unshare-all', '--unshare-user', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    policy.network === 'shared' ? ['--share-net'] : [],
    forbidsNamespaces ? ['--disable-userns'] : [],
    clearsEnvironment ? ['--clearenv'] : [],
    ['--ro-bind', '/usr', '/usr'],
    system,
    ['--proc', '/proc', '--dev', '/dev'],
    ['/dev/shm', '/tmp', '/var/tmp'].flatMap((path) => ['--size', String(size), '--tmpfs', path]),
    shown.flatMap((path) => ['--ro-bind-try', path, path]),
    [sandbox.work, sandbox.temporary, sandbox.home].flatMap((path) => ['--bind', path, path]),
    // Both are memory that nothing bounds: what the payload may write is mounted over them.
    ['--remount-ro', '/dev', '--remount-ro', '/'],
    ['--chdir', sandbox.work],
  ].flat();
}

const topLevel = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** What programs need of /etc. All of it can be read by everybody; the rest stays out. */
const configuration = [
  'alternatives',
  'crypto-policies',
  'grid-security/certificates',
  'grid-security/vomsdir',
  'group',
  'hosts',
  'krb5.conf',
  'ld.so.cache',
  'localtime',
  'nsswitch.conf',
  'os-release',
  'passwd',
  'pki/ca-trust',
  'pki/tls/cert.pem',
  'pki/tls/certs',
  'pki/tls/openssl.cnf',
  'protocols',
  'redhat-release',
  'resolv.conf',
  'services',
  'ssl/certs',
  'ssl/openssl.cnf',
  'timezone',
  'vomses',
].map((name) => `/etc/${name}`);

/** The words of bubblewrap 0.8.0. */
function errorFor(words: string) {
  if (/namespace/i.test(words)) return 'SINGULARITY_FAILED_USER_NAMESPACE';
  if (/Can't (?:bind mount|find source|create|mkdir|mount)/.test(words)) return 'SINGULARITY_BIND_POINT_FAILURE';
  return 'SINGULARITY_GENERAL_FAILURE';
}
