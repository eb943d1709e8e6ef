import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeEnding, runCommand } from '@panda-pilot/timed-command';
import { layOut, type MyProxyGrid } from './grid.ts';

/** The myproxy-server of the distribution, running. */
export interface RealServer {
  readonly port: number;
  readonly caDirectory: string;
  stop(): Promise<void>;
}

/** As a site would set it up for pilots: who uploads names the pilots that may have the proxy, nobody else is trusted. */
const settings = [
  'accepted_credentials "/DC=test/DC=grid/*"',
  'authorized_retrievers "*"',
  'default_retrievers "*"',
  'trusted_retrievers "/DC=test/DC=grid/OU=Robots/*"',
  'default_trusted_retrievers "none"',
  'authorized_renewers "none"',
  '',
].join('\n');

/** Starts the server on a free port, with a store of its own. It becomes a daemon: `stop` ends it by its pid. */
export async function startRealServer(grid: MyProxyGrid): Promise<RealServer> {
  const { directory, caDirectory, hostCertificate, hostKey } = layOut(grid);
  const store = join(directory, 'store');
  await mkdir(store, { mode: 0o700 });
  await writeFile(join(directory, 'config'), settings, { mode: 0o600 });
  const [pidFile, portFile] = [join(directory, 'pid'), join(directory, 'port')];
  const args = [
    '-c',
    join(directory, 'config'),
    '-s',
    store,
    '-l',
    'localhost',
    '-p',
    '0',
    '-P',
    pidFile,
    '-z',
    portFile,
  ];
  const { ending, stderr } = await runCommand('/usr/sbin/myproxy-server', args, {
    cwd: directory,
    env: {
      PATH: '/usr/sbin:/usr/bin',
      X509_CERT_DIR: caDirectory,
      X509_USER_CERT: hostCertificate,
      X509_USER_KEY: hostKey,
    },
    stdout: 'ignore',
    leftovers: 'leave',
    timeoutMs: 20_000,
  });
  if (ending.kind !== 'exited' || ending.exitCode !== 0)
    throw new Error(`myproxy-server ${describeEnding(ending)}: ${stderr}`);
  const port = Number(await contentOf(portFile));
  const pid = Number(await contentOf(pidFile));
  return {
    port,
    caDirectory,
    stop: async () => {
      process.kill(pid);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function contentOf(path: string): Promise<string> {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; await sleep(10)) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.includes('\n') || /^\d+$/.test(text)) return text;
  }
  throw new Error(`myproxy-server has not written ${path}`);
}
