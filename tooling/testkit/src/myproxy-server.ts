import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestAuthority, signingPolicy, testExtension } from './proxies.ts';

/** An authority, a server, users and pilots, with RSA keys: Globus knows no others. To be made once, since keys cost time. */
export function createMyProxyGrid() {
  const rsa = { keys: 'rsa' } as const;
  const authority = createTestAuthority('/DC=test/DC=grid/CN=Test Grid CA', rsa);
  const localhost = Buffer.from('300b8209' + Buffer.from('localhost').toString('hex'), 'hex');
  const host = authority.issue('/DC=test/DC=grid/CN=localhost', {
    ...rsa,
    extensions: [testExtension('2.5.29.17', false, localhost)],
  });
  return {
    authority,
    host,
    user: authority.issue('/DC=test/DC=grid/CN=jdoe/CN=123456/CN=Jane Doe (Example)', rsa),
    other: authority.issue('/DC=test/DC=grid/CN=asmith', rsa),
    pilot: authority.issue('/DC=test/DC=grid/OU=Robots/CN=Robot: PanDA pilot', rsa),
    rogue: authority.issue('/DC=test/DC=grid/OU=Robots/CN=Robot: somebody else', rsa),
  };
}

export type MyProxyGrid = ReturnType<typeof createMyProxyGrid>;

/** The files of a grid: CA directory, host certificate and key, and a directory for the rest. Whoever asks removes them. */
export function layOutMyProxy({ authority, host }: MyProxyGrid) {
  const directory = mkdtempSync(join(tmpdir(), 'panda-test-'));
  const caDirectory = join(directory, 'certificates');
  mkdirSync(caDirectory);
  const policy = signingPolicy(authority.certificate.subject, '/DC=test/DC=grid/*');
  const files = authority.files({ signingPolicy: policy, revocations: authority.revoke([]) });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(caDirectory, name), text);
  const [hostCertificate, hostKey] = [join(directory, 'hostcert.pem'), join(directory, 'hostkey.pem')];
  writeFileSync(hostCertificate, host.certificate.pem, { mode: 0o644 });
  writeFileSync(hostKey, host.privateKey.export({ format: 'pem', type: 'pkcs1' }), { mode: 0o600 });
  return { directory, caDirectory, hostCertificate, hostKey };
}

/** The myproxy-server of the distribution, running. */
export interface MyProxyTestServer {
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

/** Starts the server on a free port of loopback, with a store of its own. It becomes a daemon: `stop` ends it by its pid. */
export async function startMyProxy(grid: MyProxyGrid): Promise<MyProxyTestServer> {
  const { directory, caDirectory, hostCertificate, hostKey } = layOutMyProxy(grid);
  const [store, configuration] = [join(directory, 'store'), join(directory, 'config')];
  await mkdir(store, { mode: 0o700 });
  await writeFile(configuration, settings, { mode: 0o600 });
  const [pidFile, portFile] = [join(directory, 'pid'), join(directory, 'port')];
  const place = ['-l', 'localhost', '-p', '0', '-P', pidFile, '-z', portFile];
  execFileSync('/usr/sbin/myproxy-server', ['-c', configuration, '-s', store, ...place], {
    cwd: directory,
    env: {
      PATH: '/usr/sbin:/usr/bin',
      X509_CERT_DIR: caDirectory,
      X509_USER_CERT: hostCertificate,
      X509_USER_KEY: hostKey,
    },
    stdio: 'ignore',
    timeout: 20_000,
  });
  const port = Number(await contentOf(portFile));
  const pid = Number(await contentOf(pidFile));
  return {
    port,
    caDirectory,
    stop: async () => {
      process.kill(pid);
      // It may be writing yet: nobody here can wait for a daemon.
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The daemon writes its files a moment after it has left us. */
async function contentOf(path: string): Promise<string> {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; await sleep(10)) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text.includes('\n') || /^\d+$/.test(text)) return text;
  }
  throw new Error(`myproxy-server has not written ${path}`);
}
