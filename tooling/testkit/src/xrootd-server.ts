import { execFileSync } from 'node:child_process';
import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GridCredentials } from './grid-credentials.ts';
import { needsNamespace, type NetworkNamespace, openNamespace } from './network-namespace.ts';

/** A real xrootd server, alone with its clients in a network namespace where nothing asks a name server. */
export interface XrootdServer {
  /** `root://localhost`, or `roots://localhost` with credentials, as seen from within the namespace. */
  readonly url: string;
  /** The directory on this disk that the server exports as `/`. */
  readonly root: string;
  readonly pid: number;
  /** Words to begin a command with so that it runs where the server is. */
  readonly enter: readonly string[];
  /** Puts a file, with its directories, where the server finds it as its own. */
  readonly plant: (path: string, content: Uint8Array) => Promise<void>;
  /** Stops, or goes on with, the server's process. */
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL') => void;
  /** Ends the server and removes its files. */
  readonly stop: () => Promise<void>;
}

/** For `describe.skipIf(needsXrootd())`: true where no server can be started; in CI it throws instead. */
export function needsXrootd(): boolean {
  return needsNamespace('xrootd', 'xrdcp', 'xrdfs');
}

export interface XrootdOptions {
  /** Without them it knows none. */
  readonly checksums?: boolean;
  /** With them it wants GSI of everybody, takes their user and nobody else, and speaks TLS to `roots://`. */
  readonly credentials?: GridCredentials;
  /** Writes what the server needs besides into a directory of its own; resolves with lines for its configuration. */
  readonly configure?: (directory: string) => Promise<string>;
  /** Default: one of its own. */
  readonly namespace?: NetworkNamespace;
}

/** Starts a server that answers when the promise resolves. */
export async function startXrootd({
  checksums = true,
  credentials,
  configure,
  namespace,
}: XrootdOptions = {}): Promise<XrootdServer> {
  const home = await mkdtemp(join(tmpdir(), 'panda-xrootd-'));
  const [root, state] = [join(home, 'data'), join(home, 'state')];
  const uid = Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' }));
  await chmod(home, 0o755);
  for (const directory of [root, state]) {
    await mkdir(directory);
    await chown(directory, uid, uid);
  }
  const lines = [configurationOf(root, state, checksums)];
  if (credentials !== undefined) lines.push(await securityOf(credentials, { home, uid }));
  const configuration = join(home, 'xrootd.cfg');
  lines.push((await configure?.(state)) ?? '');
  for (const name of await readdir(state)) await chown(join(state, name), uid, uid);
  await writeFile(configuration, lines.join(''));
  const log = join(state, 'xrootd.log');
  const space = namespace ?? (await openNamespace());
  const clean = async (): Promise<void> => {
    if (namespace === undefined) await space.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const command = ['xrootd', '-R', 'nobody', '-c', configuration, '-l', log];
    const lastWords = (): Promise<string> => readFile(log, 'utf8');
    const daemon = await space.launch(command, { cwd: state, port: 1094, lastWords });
    return {
      url: `${credentials === undefined ? 'root' : 'roots'}://localhost`,
      root,
      pid: daemon.pid,
      enter: space.enter,
      signal: daemon.signal,
      async plant(path, content) {
        const target = join(root, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, content);
        for (let one = target; one !== root; one = dirname(one)) await chown(one, uid, uid);
      },
      async stop() {
        await daemon.stop();
        await clean();
      },
    };
  } catch (error) {
    await clean();
    throw error;
  }
}

function configurationOf(root: string, state: string, checksums: boolean): string {
  return `all.export /
oss.localroot ${root}
all.adminpath ${state}
all.pidpath ${state}
xrd.port 1094
xrd.allow host localhost
${checksums ? 'xrootd.chksum max 2 adler32 md5' : ''}
`;
}

/** `-gmapopt:2`: a user who is not in the map is refused. */
async function securityOf(
  { authorities, hostCertificate, hostKey, user }: GridCredentials,
  { home, uid }: { readonly home: string; readonly uid: number },
): Promise<string> {
  const [key, map] = [join(home, 'hostkey.pem'), join(home, 'gridmap')];
  await copyFile(hostKey, key);
  await chmod(key, 0o400);
  await chown(key, uid, uid);
  await writeFile(map, `"${user}" pilot\n`);
  const gsi = `-certdir:${authorities} -cert:${hostCertificate} -key:${key} -crl:0 -gridmap:${map} -gmapopt:2 -d:0`;
  return `xrd.tls ${hostCertificate} ${key}
xrd.tlsca certdir ${authorities}
xrootd.tls none
xrootd.seclib libXrdSec.so
sec.protocol gsi ${gsi}
sec.protbind * only gsi
`;
}
