import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GridCredentials } from './grid-credentials.ts';
import { needsNamespace, type NetworkNamespace, openNamespace } from './network-namespace.ts';

/** A real globus-gridftp-server, by GSI, alone with its clients in a network namespace. */
export interface GridftpServer {
  /** `gsiftp://localhost:2811`, as seen from within the namespace; its paths are those of this disk. */
  readonly url: string;
  /** The directory on this disk below which it reads and writes. */
  readonly root: string;
  /** Words to begin a command with so that it runs where the server is. */
  readonly enter: readonly string[];
  /** Stops, or goes on with, the process that takes connections. */
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL') => void;
  /** Puts a file, with its directories, below the root. */
  readonly plant: (path: string, content: Uint8Array) => Promise<void>;
  /** Ends the server and removes its files. */
  readonly stop: () => Promise<void>;
}

/** For `describe.skipIf(needsGridftp())`: true where no server can be started; in CI it throws instead. */
export function needsGridftp(): boolean {
  return needsNamespace('globus-gridftp-server', 'globus-url-copy', 'gfal-stat');
}

export interface GridftpOptions {
  /** Default: one of its own. */
  readonly namespace?: NetworkNamespace;
  /** Default: 2811. */
  readonly port?: number;
}

/** Starts a server that answers when the promise resolves. It takes the user of `credentials` and nobody else. */
export async function startGridftp(
  credentials: GridCredentials,
  { namespace, port = 2811 }: GridftpOptions = {},
): Promise<GridftpServer> {
  const home = await mkdtemp(join(tmpdir(), 'panda-gridftp-'));
  const root = join(home, 'data');
  await mkdir(root);
  const [configuration, log, gridmap] = [join(home, 'gridftp.conf'), join(home, 'log'), join(home, 'gridmap')];
  await writeFile(gridmap, `"${credentials.user}" root\n`);
  await writeFile(configuration, configurationOf({ root, port, log: log }));
  const space = namespace ?? (await openNamespace());
  const stop = async (): Promise<void> => {
    if (namespace === undefined) await space.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const daemon = await space.launch(['globus-gridftp-server', '-c', configuration], {
      cwd: home,
      env: {
        X509_CERT_DIR: credentials.authorities,
        X509_USER_CERT: credentials.hostCertificate,
        X509_USER_KEY: credentials.hostKey,
        GRIDMAP: gridmap,
      },
      port,
      lastWords: () => readFile(log, 'utf8'),
    });
    return {
      url: `gsiftp://localhost:${port}`,
      root,
      enter: space.enter,
      signal: daemon.signal,
      async plant(path, content) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), content);
      },
      async stop() {
        await daemon.stop();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Level 4 of authentication maps users by the gridmap and stays who it is. */
function configurationOf({ root, port, log }: { readonly root: string; readonly port: number; readonly log: string }) {
  return `port ${port}
control_interface 127.0.0.1
data_interface 127.0.0.1
hostname localhost
auth_level 4
allow_root 1
restrict_paths RW${root}
log_single ${log}
disable_usage_stats 1
`;
}
