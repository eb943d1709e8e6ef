import type { Secret } from '@panda-pilot/credentials';
import type { Acquired, AcquireJobsRequest } from './records/acquire-jobs.ts';
import type { CallerView } from './records/caller-view.ts';
import type {
  EventRange,
  EventRangeCommands,
  EventRangeCountRequest,
  EventRangesAnswer,
  EventRangesRequest,
  EventRangeStatuses,
  EventRangeUpdate,
  EventServiceJob,
  ZippedEventRanges,
} from './records/event-range.ts';
import type { JobCheck, JobStatus } from './records/job-status.ts';
import type { JobUpdate, UpdateAnswer } from './records/job-update.ts';
import type { PandaServerError } from './failures/panda-server-error.ts';
import type { WorkerNode, WorkerNodeGpu, WorkerStatusUpdate } from './records/worker.ts';

/** The server's APIs: `/api/v1`, and `/server/panda`, which releases after 0.8.1 do not have. */
export type ApiName = 'v1' | 'classic';

/** Bounds on one call. */
export interface CallBounds {
  /** Rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Instead of the client's. */
  readonly timeoutMs?: number;
}

/**
 * A PanDA server, as a pilot needs it. Every method rejects with PandaServerError, with PilotError when there is no credential, with
 * `signal.reason` when aborted, with TypeError for an argument that cannot be sent (an id that is not an integer).
 * Nothing is retried but what went down a connection that the server had closed meanwhile, once, and never `acquireJobs`.
 */
export interface PandaClient {
  /** The API that is spoken; undefined until the server has shown which one it has. */
  readonly api: ApiName | undefined;
  /**
   * Takes jobs off the server's queue. When the answer is lost the jobs are too, for the 30 minutes after which the
   * server gives up on them.
   */
  acquireJobs(request: AcquireJobsRequest, call?: CallBounds): Promise<Acquired>;
  /** Reports on a job. Repeating a report is harmless: a final one is answered `alreadydone`. */
  updateJob(update: JobUpdate, call?: CallBounds): Promise<UpdateAnswer>;
  /** One answer for each update, in their order; an entry that the server refused is a PandaServerError. */
  updateJobsInBulk(updates: readonly JobUpdate[], call?: CallBounds): Promise<readonly BulkAnswer[]>;
  getJobStatus(jobIds: readonly number[], call?: CallBounds): Promise<readonly JobStatus[]>;
  /** A look at jobs, cheaper than an update. What the server orders is told by the classic API only. */
  checkJobs(jobIds: readonly number[], call?: CallBounds): Promise<readonly JobCheck[]>;
  /** Switches the job's debug mode; in it answers to updates order `debug` and bring the pilot's secrets. */
  setDebugMode(request: DebugModeRequest, call?: CallBounds): Promise<void>;
  updateWorkerStatus(update: WorkerStatusUpdate, call?: CallBounds): Promise<void>;
  /**
   * Always by `/api/v1`, as the classic API has no such method; rejects with `unknown-method` where the server does not
   * have the one either.
   */
  updateWorkerNode(node: WorkerNode, call?: CallBounds): Promise<void>;
  updateWorkerNodeGpu(gpu: WorkerNodeGpu, call?: CallBounds): Promise<void>;
  /** Empty when there are none, when the job does not run, and when it is being killed. */
  acquireEventRanges(request: EventRangesRequest, call?: CallBounds): Promise<readonly EventRange[]>;
  /** How many ranges of the job nobody has yet. */
  countEventRanges(request: EventRangeCountRequest, call?: CallBounds): Promise<number>;
  /** Jobs and ranges that the server does not have are not in the answer. */
  getEventRangeStatuses(jobs: readonly EventServiceJob[], call?: CallBounds): Promise<EventRangeStatuses>;
  updateEventRange(update: EventRangeUpdate, call?: CallBounds): Promise<EventRangeCommands>;
  /** By the classic API in one request, by `/api/v1` in one for each. */
  updateEventRanges(updates: readonly EventRangeUpdate[], call?: CallBounds): Promise<EventRangesAnswer>;
  /**
   * Ranges with their outputs in zip files. By `/api/v1` of releases up to 1.0.3 no commands come back, and what was
   * taken costs a second request.
   */
  updateZippedEventRanges(zips: readonly ZippedEventRanges[], call?: CallBounds): Promise<EventRangesAnswer>;
  /** The proxy (PEM) of the user `dn`, or of the caller. */
  getProxy(request: ProxyRequest, call?: CallBounds): Promise<Secret>;
  /** A renewed bearer token. */
  getAccessToken(request: AccessTokenRequest, call?: CallBounds): Promise<Secret>;
  /** The key that `getAccessToken` wants. */
  getTokenKey(clientName: string, call?: CallBounds): Promise<Secret>;
  getKeyPair(names: KeyPairNames, call?: CallBounds): Promise<KeyPair>;
  /** The caller's own secrets of these names; those that there are not are not in the answer. */
  getUserSecrets(names: readonly string[], call?: CallBounds): Promise<ReadonlyMap<string, Secret>>;
  /** Whom the server takes the caller for. */
  describeCaller(call?: CallBounds): Promise<CallerView>;
  /** The VOMS attributes (FQANs) that the server has found in the caller's proxy. */
  getVomsAttributes(call?: CallBounds): Promise<readonly string[]>;
  /** Whether the PanDA application behind the web server answers. Needs no credential, and sends none. */
  isAlive(call?: CallBounds): Promise<boolean>;
  /** Ends all connections: calls under way reject, further ones too. */
  close(): void;
}

/** The answer to one of several updates. */
export type BulkAnswer = UpdateAnswer | PandaServerError;

/** What the debug mode of a job is to be. */
export interface DebugModeRequest {
  readonly jobId: number;
  readonly mode: 'on' | 'off';
}

/** Whose proxy is asked for, and with which role. */
export interface ProxyRequest {
  readonly dn?: string;
  readonly role?: string;
}

/** For which client an access token is asked. */
export interface AccessTokenRequest {
  readonly clientName: string;
  readonly tokenKey?: Secret;
}

/** The names under which the server keeps a key pair. */
export interface KeyPairNames {
  readonly publicKeyName: string;
  readonly privateKeyName: string;
}

/** A key pair that the server keeps. */
export interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: Secret;
}
