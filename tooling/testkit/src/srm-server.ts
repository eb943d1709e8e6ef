import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { GridCredentials } from './grid-credentials.ts';
import type { NetworkNamespace } from './network-namespace.ts';
import { startHttpg } from './srm/httpg.ts';
import type { Operation } from './srm/operations/house.ts';
import { createOperations } from './srm/operations/operations.ts';
import { readCall, writeAnswer } from './srm/soap.ts';
import { createStorage, type SrmFault } from './srm/storage.ts';

/** An SRM v2.2 endpoint over a directory of this disk, as seen from within a namespace. It takes whoever its authority knows. */
export interface SrmServer {
  /** The SURL of a path, with the service in it. */
  readonly url: (path: string) => URL;
  /** What is wrong with files, by their paths. */
  readonly faults: Map<string, SrmFault>;
  /** All calls so far, oldest first. */
  readonly calls: readonly SrmRequest[];
  readonly stop: () => Promise<void>;
}

/** What a client asked for. */
export interface SrmRequest {
  /** `srmPrepareToPut` */
  readonly operation: string;
  /** The space that an upload is meant for. */
  readonly space?: string;
}

export interface SrmServerOptions {
  readonly credentials: GridCredentials;
  readonly namespace: NetworkNamespace;
  /** The directory that is `/` of the storage. */
  readonly root: string;
  /** The URL by which a file's bytes are moved; undefined where none of the wanted protocols is spoken. */
  readonly turl: (path: string, protocols: readonly string[]) => string | undefined;
  /** Space descriptions and their tokens. */
  readonly spaces?: Readonly<Record<string, string>>;
  /** Default: 8443. */
  readonly port?: number;
}

/** Starts an endpoint that answers when the promise resolves. */
export async function startSrm(options: SrmServerOptions): Promise<SrmServer> {
  const { credentials, namespace, root, turl, spaces = {}, port = 8443 } = options;
  const storage = createStorage(root);
  const operations = createOperations({ storage, spaces, turl });
  const calls: SrmRequest[] = [];
  const home = await mkdtemp(join(tmpdir(), 'panda-srm-'));
  const socket = join(home, 'socket');
  const identity = {
    certificate: await readFile(credentials.hostCertificate, 'utf8'),
    key: await readFile(credentials.hostKey, 'utf8'),
    authority: await authorityOf(credentials),
  };
  const httpg = await startHttpg(socket, identity, (request, response) => {
    // A client that is stopped in the middle of its question is no accident of the endpoint.
    answer(request, response, { operations, calls }).catch(() => request.destroy());
  });
  // The endpoint is part of the test, which is elsewhere: only sockets with a path reach out of a namespace.
  const relay = await namespace.launch([process.execPath, '-e', relayScript, socket, String(port)], {
    cwd: home,
    port,
  });
  return {
    url: (path) => new URL(`srm://localhost:${port}/srm/managerv2?SFN=/${escaped(path).replace(/^\/+/, '')}`),
    faults: storage.faults,
    calls,
    async stop() {
      await relay.stop();
      await httpg.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

const relayScript = `
const net = require('node:net');
const [path, port] = process.argv.slice(1);
net.createServer((outer) => {
  const inner = net.connect(path);
  for (const one of [outer, inner]) one.on('error', () => { outer.destroy(); inner.destroy(); });
  outer.pipe(inner).pipe(outer);
}).listen(Number(port), '127.0.0.1');
`;

/** PEM of the one authority there is. */
async function authorityOf({ authorities }: GridCredentials): Promise<string> {
  const name = (await readdir(authorities)).find((one) => one.endsWith('.0')) ?? '';
  return readFile(join(authorities, name), 'utf8');
}

function escaped(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { operations, calls }: { readonly operations: Readonly<Record<string, Operation>>; readonly calls: SrmRequest[] },
): Promise<void> {
  const call = readCall(await text(request));
  const space = call.text('targetSpaceToken');
  calls.push({ operation: call.operation, ...(space === undefined ? {} : { space }) });
  const operation = operations[call.operation];
  if (operation === undefined) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end(`no ${call.operation} here`);
    return;
  }
  const body = writeAnswer(call.operation, await operation(call));
  response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8' }).end(body);
}
