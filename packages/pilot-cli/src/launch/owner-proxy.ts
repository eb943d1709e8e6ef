import { setTimeout as sleep } from 'node:timers/promises';
import { isPilotError, type Job, PilotError } from '@panda-pilot/core';
import {
  acceptUserProxy,
  bareDn,
  myProxyLogonSource,
  myProxySource,
  type ProxyGiver,
  type ProxySource,
  serverProxySource,
  type UserProxy,
  type WantedProxy,
} from '@panda-pilot/glexec';
import { isPandaServerError } from '@panda-pilot/panda-client';
import type { LaunchPlan } from './launch-plan.ts';
import { addressOf, myProxyServer } from './myproxy-server.ts';

/** Where owners' proxies can be had. */
export interface ProxyPlaces {
  readonly from: LaunchPlan['proxyFrom'];
  /** `host` or `host:port`, before the one that the job names. */
  readonly myproxy?: string;
  readonly caDirectory: string;
  /** The pilot's own proxy, which MyProxy must trust. */
  readonly pilotProxy?: string;
  /** How long the owner's must last at least. */
  readonly minSeconds: number;
  /** Whether digits at the end of an owner's name are his own. */
  readonly ownerDigits: 'keep' | 'strip';
  readonly server: ProxyGiver;
  /** Between attempts that fail for reasons that pass, give or take half; seconds when absent. */
  readonly pausesMs?: readonly number[];
}

/**
 * Fetches the proxy of the job's owner. Rejects with NO_PROXY and its kind when there is none; there is no other proxy
 * to fall back to. `directory` is the pilot's own, for tools that write files.
 */
export async function fetchOwnerProxy(places: ProxyPlaces, job: Job, directory: string): Promise<UserProxy> {
  const { minSeconds, ownerDigits } = places;
  const owner = bareDn(job.owner ?? '', ownerDigits);
  if (owner === '') throw new PilotError('NO_PROXY', 'the job names no owner, so nobody knows whose proxy it needs');
  const wanted: WantedProxy = {
    owner,
    minSeconds,
    ...(job.credname === undefined ? {} : { credentialName: job.credname }),
  };
  const source = await sourceFor(places, job, directory);
  const fetch = (): Promise<UserProxy> => source.fetch(wanted, { timeoutMs: fetchMs });
  const insistence = { pausesMs: places.pausesMs ?? usualPausesMs, until: performance.now() + fetchMs };
  return await insist(fetch, insistence).catch((error: unknown) => {
    throw mayBeDigits(error, owner) ? aboutDigits(error) : error;
  });
}

/** A name that ends in digits may be that of a proxy: then nobody knows it. */
function mayBeDigits(error: unknown, owner: string): error is PilotError {
  return (
    isPilotError(error, 'NO_PROXY') && error.details['refusal'] === 'no-such-credential' && /\/CN=\d+$/.test(owner)
  );
}

function aboutDigits(error: PilotError): PilotError {
  const hint = `${error.hint}; for the site: where proxies have appended the digits of that name, --owner-digits strip takes them off`;
  return PilotError.fromJSON({ ...error.toJSON(), hint });
}

/**
 * The same in place of one that ends: what came with the job does not last longer when it is looked at again, so
 * somebody else is asked.
 */
export async function fetchAnotherProxy(places: ProxyPlaces, job: Job, directory: string): Promise<UserProxy> {
  const { userProxy: _ended, ...rest } = job;
  return await fetchOwnerProxy(places, places.from === 'auto' ? rest : job, directory);
}

/** A worker node that waits longer than this for a credential is not helped by waiting. */
const fetchMs = 60_000;

/** Means of the pauses after failures that pass: a server that restarts must not cost every job that begins meanwhile. */
const usualPausesMs = [2000, 5000, 15_000];

/** How long something is tried again. */
interface Insistence {
  readonly pausesMs: readonly number[];
  /** No attempt fails later than this and is followed by another. */
  readonly until: number;
}

async function insist<T>(attempt: () => Promise<T>, { pausesMs, until }: Insistence): Promise<T> {
  const [pauseMs, ...later] = pausesMs;
  try {
    return await attempt();
  } catch (error) {
    if (pauseMs === undefined || !mayPass(error) || performance.now() > until) throw error;
  }
  await sleep(pauseMs * (0.5 + Math.random()));
  return await insist(attempt, { pausesMs: later, until });
}

/** A refusal is final; a server that could not be talked to, or has trouble of its own, is another one in a moment. */
function mayPass(error: unknown): boolean {
  if (isPandaServerError(error)) return error.retryable;
  return isPilotError(error, 'NO_PROXY') && error.details['unreachable'] === true;
}

async function sourceFor(places: ProxyPlaces, job: Job, directory: string): Promise<ProxySource> {
  const host = places.myproxy ?? job.myproxy;
  const from = places.from === 'auto' ? automatic(job, host) : places.from;
  switch (from) {
    case 'server':
      return serverProxySource(places.server, { role: 'user', caDirectory: places.caDirectory });
    case 'job':
      return carriedBy(job, places);
    case 'myproxy':
      return myProxySource(await myProxyServer(host, { caDirectory: places.caDirectory, proxyFile: ownProxy(places) }));
    case 'myproxy-logon': {
      const { host: name, port } = addressOf(host);
      const proxyFile = ownProxy(places);
      return myProxyLogonSource({ host: name, port, caDirectory: places.caDirectory, proxyFile, directory });
    }
    default:
      throw new PilotError('NO_PROXY', `payloads of this queue get no credential (--payload-proxy ${from})`);
  }
}

/** What comes with the job needs no further request; MyProxy where somebody names a server; else the PanDA server's cache. */
function automatic(job: Job, host: string | undefined): 'job' | 'myproxy' | 'server' {
  if (job.userProxy !== undefined) return 'job';
  return host === undefined ? 'server' : 'myproxy';
}

function carriedBy({ userProxy }: Job, { caDirectory }: ProxyPlaces): ProxySource {
  return {
    name: 'job',
    fetch: ({ owner, minSeconds = 0 }) => {
      if (userProxy === undefined) throw new PilotError('NO_PROXY', 'the job came without the proxy of its owner');
      const expected = { ...(owner.startsWith('/') ? { identity: owner } : {}), minSeconds };
      return acceptUserProxy(userProxy, expected, { place: 'the proxy in the job', caDirectory, now: new Date() });
    },
  };
}

function ownProxy({ pilotProxy }: ProxyPlaces): string {
  if (pilotProxy !== undefined) return pilotProxy;
  throw new PilotError(
    'NO_PROXY',
    'MyProxy gives proxies of users to pilots with a proxy of their own (--proxy, X509_USER_PROXY)',
  );
}
