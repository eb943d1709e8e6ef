import { access, constants } from 'node:fs/promises';
import { connect, rootCertificates, type TLSSocket } from 'node:tls';
import { authoritiesIn } from '@panda-pilot/credentials';
import type { Queuedata } from '@panda-pilot/core';
import { type Check, fail, type Finding, ok, warn } from '../check.ts';
import { caDirectoryOf } from '../../launch/own-proxy.ts';
import type { Patient } from '../patient.ts';
import { type Endpoint, reachable } from '../reachable.ts';
import { withQueuedata } from '../with-queuedata.ts';

/** The storages of the queue: names, network, TLS; directories where they are mounted. */
export const storages: Check = {
  name: 'storages',
  about: 'name, network and TLS to every storage of the queue; directories of those that are mounted',
  needs: 'queue',
  look: (patient) =>
    withQueuedata(patient, async (queue) => {
      const { remote, mounted } = placesOf(queue);
      if (remote.length + mounted.length === 0) {
        return [
          fail('the queue names none', { owner: 'queue', advice: 'give it storages: se, sepath and seprodpath' }),
        ];
      }
      return await Promise.all([
        ...remote.map((place) => lookAtRemote(place, patient)),
        ...mounted.map((directory) => lookAtMounted(directory)),
      ]);
    }),
};

/** A storage that is reached over the network. */
export interface RemotePlace extends Endpoint {
  readonly scheme: string;
}

/** Pure: what the queue's endpoints and paths lead to, each place once. */
export function placesOf({ storageElements, optionalStorageElements, productionPaths, analysisPaths }: Queuedata): {
  readonly remote: readonly RemotePlace[];
  readonly mounted: readonly string[];
} {
  const endpoints = [...storageElements, ...optionalStorageElements].map(({ endpoint }) => endpoint);
  const paths = [...productionPaths, ...analysisPaths];
  const urls = [...endpoints, ...paths].flatMap((text) => (URL.canParse(text) ? [new URL(text)] : []));
  const remote = new Map<string, RemotePlace>();
  for (const { protocol, hostname, port } of urls) {
    const scheme = protocol.slice(0, -1);
    if (hostname === '') continue;
    const place = { scheme, host: hostname, port: Number(port || (usualPorts[scheme] ?? 443)) };
    remote.set(`${scheme}://${place.host}:${place.port}`, place);
  }
  const isMounted = endpoints.length === 0 || endpoints.some((endpoint) => /^file:\/*$/.test(endpoint));
  const files = urls.filter(({ protocol, pathname }) => protocol === 'file:' && pathname !== '/');
  const local = [
    ...files.map(({ pathname }) => pathname),
    ...(isMounted ? paths.filter((path) => path[0] === '/') : []),
  ];
  return { remote: [...remote.values()], mounted: [...new Set(local)] };
}

const usualPorts: Readonly<Record<string, number>> = {
  root: 1094,
  roots: 1094,
  xroot: 1094,
  xroots: 1094,
  dav: 80,
  http: 80,
  gsiftp: 2811,
  srm: 8443,
  dcap: 22_125,
  gsidcap: 22_128,
};

async function lookAtRemote(place: RemotePlace, patient: Patient): Promise<Finding> {
  const { host, port, scheme } = place;
  const name = `${scheme}://${host}:${port}`;
  const way = await reachable(place, patient);
  if ('finding' in way) return { ...way.finding, text: `${scheme}://${way.finding.text}` };
  if (!/^(?:davs|https|s3s)$/.test(scheme)) return ok(`${name} at ${way.address} takes connections`);
  const doubt = await doubtAbout(place, patient);
  if (doubt === undefined) return ok(`${name} at ${way.address}, certificate in order`);
  const text = `${name} at ${way.address}: ${doubt.reason}`;
  if (!doubt.speaks)
    return fail(text, { owner: 'storage', advice: 'something listens there, and no TLS is to be had' });
  const advice =
    "are the authorities of this node up to date (X509_CERT_DIR)? If they are, the certificate is the storage's";
  return warn(text, { owner: 'storage', advice });
}

/**
 * What is wrong with the certificate by the node's authorities, those of the grid and those of Node, or with TLS
 * itself; undefined for nothing.
 */
async function doubtAbout(
  { host, port }: Endpoint,
  patient: Patient,
): Promise<{ readonly reason: string; readonly speaks: boolean } | undefined> {
  const { env, settings, signal } = patient;
  const directory = caDirectoryOf(settings.caDirectory, env);
  const ofGrid = await authoritiesIn(directory).catch(() => []);
  const trust = { ca: [...ofGrid, ...rootCertificates], rejectUnauthorized: false };
  return await new Promise((resolve) => {
    const socket: TLSSocket = connect({ host, port, servername: host, ...trust }, () => {
      resolve(socket.authorized ? undefined : { reason: describe(socket.authorizationError), speaks: true });
      socket.destroy();
    });
    socket.once('error', (error) => resolve({ reason: error.message, speaks: false }));
    signal.addEventListener('abort', () => socket.destroy(new Error('no TLS within the time')), { once: true });
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : `its certificate is not trusted (${String(error)})`;
}

async function lookAtMounted(directory: string): Promise<Finding> {
  try {
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(`${directory} is there and can be written`);
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'is not there' : 'is not ours to write';
    const advice = 'mount the storage on the node, or correct sepath and seprodpath of the queue';
    return fail(`${directory} ${reason}`, { owner: 'site', advice });
  }
}
