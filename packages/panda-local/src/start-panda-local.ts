import { type Logger, silentLogger } from '@panda-pilot/core';
import { ensureDirectory, readLease, releaseLease, takeLease } from '@panda-pilot/lease';
import type { AdderPlugin } from './jobs/adder.ts';
import { type ApiOptions, serveCall } from './api.ts';
import { bearerIn, type KnownToken } from './door/caller.ts';
import type { Clock } from './clock.ts';
import { classicDialect } from './classic/dialect.ts';
import type { OidcIssuer } from './door/oidc.ts';
import type { CredentialShelf } from './door/credential-shelf.ts';
import type { ApiName, Dialect } from './dialect.ts';
import { Dispatcher } from './jobs/dispatcher.ts';
import type { IdentifyCertificate } from './door/certified-caller.ts';
import { openRim, type RimOptions } from './http/http-rim.ts';
import type { JobRecord } from './jobs/job-record.ts';
import { JobStore } from './jobs/job-store.ts';
import { serveLocalCall } from './local-api.ts';
import { FaultSchedule, type Misbehaviour } from './http/misbehaviour.ts';
import { type RecordedRequest, RequestLog } from './http/request-log.ts';
import type { SubmittedJob } from './jobs/submitted-job.ts';
import { v1Dialect } from './v1/dialect.ts';

/** Where a server lives, whom it serves, and how strict it is. */
export interface PandaLocalOptions {
  /** Holds jobs and lease; made if it is not there. */
  readonly directory: string;
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  /** 0, the default: the system chooses. */
  readonly port?: number;
  /** The APIs that it has; `['v1']` when absent. Servers up to release 0.8.1 have both. */
  readonly apis?: readonly ApiName[];
  /** Absent: no token is asked for, and every caller is the local production user. */
  readonly tokens?: readonly KnownToken[];
  /**
   * Issuers of tokens, by whose published keys all tokens are verified that are not among `tokens`. With them somebody
   * must say who calls.
   */
  readonly issuers?: readonly OidcIssuer[];
  /** Names of users that are turned away. */
  readonly banned?: readonly string[];
  readonly credentials?: CredentialShelf;
  readonly pilotSecrets?: string;
  /** `generic` when absent: no experiment's own rules. */
  readonly plugin?: AdderPlugin;
  /** `immediate`: a final report is judged at once. `manual`: it waits in holding until `runAdder`. */
  readonly adder?: 'immediate' | 'manual';
  /** Status by queue name; a queue in `test` gives only test jobs. */
  readonly queueStatus?: Readonly<Record<string, string>>;
  readonly tls?: NonNullable<RimOptions['tls']>;
  /** Asks clients for a certificate, and says whom it stands for: the check of the proxy and of its VOMS attributes is its own. */
  readonly identifyCertificate?: IdentifyCertificate;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** A running server. */
export interface PandaLocal {
  /** Without a slash at the end. */
  readonly url: string;
  /** The last thousand calls of the API, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Rejects with one Error that names every mistake of the description. */
  submit(job: SubmittedJob): Promise<number>;
  jobs(): readonly JobRecord[];
  job(pandaId: number): JobRecord | undefined;
  /**
   * Resolves when the adder, or a kill, has brought the job to its final state. Rejects with `signal.reason`, for a job that
   * does not exist, and when the server closes before.
   */
  settled(pandaId: number, options?: { readonly signal?: AbortSignal }): Promise<JobRecord>;
  /**
   * Sends `text` (`tobekilled`, `softkill`, `tail payload.stdout`) in every answer from here on; `debug` turns debug mode on,
   * the empty text takes all back. Throws a RangeError for a job that does not exist.
   */
  command(pandaId: number, text: string): void;
  /** Kills as the server does: a running job learns of it, any other ends at once; code 9 ends a running one too. */
  kill(pandaId: number, code?: number): void;
  /** Adds to the script of faults. Throws for a script that is none. */
  misbehave(script: Misbehaviour): void;
  /** Judges the final reports that wait, when the adder is manual. */
  runAdder(): void;
  /** Drops every connection, gives the directory back. The jobs stay on disk. */
  close(): Promise<void>;
}

/** Starts a server on a directory. Rejects when another one holds the directory, or when the address is taken. */
export async function startPandaLocal(options: PandaLocalOptions): Promise<PandaLocal> {
  const { directory, logger = silentLogger, clock = () => new Date() } = options;
  const finalisers: Finaliser[] = [];
  const close = (): Promise<void> => finalise(finalisers);
  try {
    await ensureDirectory(directory);
    await hold(directory);
    finalisers.push(() => releaseLease(directory));
    const dispatcher = openDispatcher(options, { logger, clock });
    finalisers.push(() => dispatcher.close());
    const api = apiOptions(options, dispatcher, { logger, clock });
    const rim = await openRim({ ...rimOptions(options, api), serve: await serverOf(options, api) });
    finalisers.push(() => rim.close());
    logger.info({ url: rim.url, directory, jobs: dispatcher.jobs().length }, 'panda-local is listening');
    return pandaLocal({ dispatcher, api, url: rim.url, close });
  } catch (error) {
    await close();
    throw error;
  }
}

async function hold(directory: string): Promise<void> {
  if (await takeLease(directory)) return;
  const lease = readLease(directory);
  if (lease.kind === 'foreign') {
    const { host, pid } = lease.owner;
    throw new Error(`${directory} is held by a server on ${host} (pid ${pid}): remove its lease-*.json if it is gone`);
  }
  const who = lease.kind === 'held' ? ` (pid ${lease.owner.pid})` : '';
  throw new Error(`${directory} is in use by another panda-local${who}`);
}

type Finaliser = () => void | Promise<void>;

/** Runs all of them, last first, and the others too when one throws; rejects then. */
async function finalise(finalisers: Finaliser[]): Promise<void> {
  const run = finalisers.pop();
  if (run === undefined) return;
  try {
    await run();
  } finally {
    await finalise(finalisers);
  }
}

interface Surroundings {
  readonly logger: Logger;
  readonly clock: Clock;
}

function openDispatcher(options: PandaLocalOptions, { logger, clock }: Surroundings): Dispatcher {
  return new Dispatcher(new JobStore(options.directory, logger), {
    clock,
    logger,
    plugin: options.plugin ?? 'generic',
    adder: options.adder ?? 'immediate',
    queueStatus: options.queueStatus ?? {},
  });
}

function apiOptions(options: PandaLocalOptions, dispatcher: Dispatcher, { logger, clock }: Surroundings): ApiOptions {
  const { apis = ['v1'], tokens, issuers, banned = [], credentials = {}, pilotSecrets } = options;
  return {
    dialects: apis.map((name) => dialects[name]),
    door: {
      clock,
      banned,
      ...(tokens !== undefined && { tokens }),
      ...(issuers !== undefined && { vos: issuers.map(({ vo }) => vo) }),
    },
    faults: new FaultSchedule(),
    requests: new RequestLog(),
    context: { dispatcher, credentials, pilotSecrets, nodes: new Set(), logger },
    logger,
  };
}

const dialects: Readonly<Record<ApiName, Dialect>> = { v1: v1Dialect, classic: classicDialect };

function rimOptions(options: PandaLocalOptions, api: ApiOptions): Omit<RimOptions, 'serve'> {
  const { host = '127.0.0.1', port = 0, tls, identifyCertificate } = options;
  return {
    host,
    port,
    ...(tls !== undefined && { tls }),
    ...(identifyCertificate !== undefined && { identifyCertificate }),
    serveLocal: (call) => serveLocalCall(call, { dispatcher: api.context.dispatcher, ...api }),
  };
}

/** The library that verifies tokens is loaded only where there are issuers. */
async function serverOf({ issuers }: PandaLocalOptions, api: ApiOptions): Promise<RimOptions['serve']> {
  if (issuers === undefined) return (call) => serveCall(call, api);
  const { createTokenVerifier } = await import('./door/oidc.ts');
  const verify = createTokenVerifier(issuers, api.door.clock);
  const known = new Set(api.door.tokens?.map(({ token }) => token));
  return async (call) => {
    const token = bearerIn(call.headers['authorization']);
    const isForIssuer = token !== undefined && !known.has(token);
    return serveCall(isForIssuer ? { ...call, verdict: await verify(token) } : call, api);
  };
}

interface Parts {
  readonly dispatcher: Dispatcher;
  readonly api: ApiOptions;
  readonly url: string;
  readonly close: () => Promise<void>;
}

function pandaLocal({ dispatcher, api, url, close }: Parts): PandaLocal {
  let closing: Promise<void> | undefined;
  return {
    url,
    get requests() {
      return api.requests.all();
    },
    submit: async (job) => dispatcher.submit(job).pandaId,
    jobs: () => dispatcher.jobs(),
    job: (pandaId) => dispatcher.job(pandaId),
    settled: (pandaId, { signal } = {}) => dispatcher.settled(pandaId, signal),
    command: (pandaId, text) => void dispatcher.command(pandaId, text),
    kill: (pandaId, code) => void dispatcher.kill(pandaId, code),
    misbehave: (script) => api.faults.add(script),
    runAdder: () => dispatcher.runAdder(),
    close: () => (closing ??= close()),
  };
}
