import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childProgram } from './children.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { createGridCredentials, type GridCredentials } from './grid-credentials.ts';
import { untilItAnswers } from './network-namespace.ts';
import { startXrootd, type XrootdServer } from './xrootd-server.ts';

/** A real XRootD that speaks WebDAV over TLS, knows users by their proxies, and lets anybody into `/public`. */
export interface XrdHttpServer extends Pick<XrootdServer, 'root' | 'plant' | 'signal' | 'stop' | 'enter'> {
  /** `localhost:port`, on the loopback of this machine. */
  readonly host: string;
  /** What stands between: every connection from this machine goes through it. */
  readonly gateway: Gateway;
  /** Their user may do everything. */
  readonly credentials: GridCredentials;
}

/** Starts a server that answers when the promise resolves. See `needsXrootd`. */
export async function startXrdHttp({ checksums = true } = {}): Promise<XrdHttpServer> {
  const credentials = await createGridCredentials();
  const xrootd = await startXrootd({ checksums, configure: (state) => configure(credentials, state) });
  // In a directory of this machine's: a socket with a name is seen from every network namespace.
  const meeting = await mkdtemp(join(tmpdir(), 'panda-relay-'));
  const socket = join(meeting, 'socket');
  // It listens for HTTP a moment after its own protocol.
  await untilItAnswers(xrootd.enter, xrootd.pid, 8443);
  const relay = await startRelay(xrootd, socket);
  const gateway = await openGateway(socket);
  const { root, plant, signal, enter } = xrootd;
  return {
    root,
    plant,
    signal,
    enter,
    credentials,
    gateway,
    host: `localhost:${gateway.port}`,
    async stop() {
      await gateway.close();
      relay.stdin.end();
      await xrootd.stop();
      await credentials.remove();
      await rm(meeting, { recursive: true, force: true });
    },
  };
}

/** Plain requests are taken on the same port, for tests that look into what passes. */
async function configure(
  { authorities, hostCertificate, hostKey, user }: GridCredentials,
  state: string,
): Promise<string> {
  await copyFile(hostKey, join(state, 'host.key'));
  await writeFile(join(state, 'gridmap'), `"${user}" pilot\n`);
  await writeFile(join(state, 'authdb'), 'u pilot / a\nu * /public a\n');
  return `xrd.tls ${hostCertificate} ${state}/host.key
xrd.tlsca certdir ${authorities}
xrootd.tls none
ofs.authorize 1
acc.authdb ${state}/authdb
xrd.protocol http:8443 libXrdHttp.so
http.gridmap ${state}/gridmap
http.listingdeny no
http.selfhttps2http no
http.exthandler xrdtpc libXrdHttpTPC.so
`;
}

async function startRelay({ enter }: XrootdServer, socket: string) {
  const [file = '', ...words] = enter;
  const program = childProgram('relay.mjs');
  const stdio = ['pipe', 'pipe', 'inherit'] as const;
  const relay = spawn(file, [...words, process.execPath, program, socket, '8443'], { stdio: [...stdio] });
  await once(relay.stdout, 'data');
  return relay;
}
