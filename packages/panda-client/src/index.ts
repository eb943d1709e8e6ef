export type { Acquired, AcquireJobsRequest } from './records/acquire-jobs.ts';
export type { CallerView } from './records/caller-view.ts';
export type {
  EventRange,
  EventRangeCommands,
  EventRangeCountRequest,
  EventRangesAnswer,
  EventRangesRequest,
  EventRangeStatus,
  EventRangeStatuses,
  EventRangeUpdate,
  EventServiceJob,
  ZipFile,
  ZippedEventRanges,
} from './records/event-range.ts';
export type { JobCheck, JobStatus } from './records/job-status.ts';
export {
  type IoUse,
  isAcknowledged,
  type JobUpdate,
  type MemoryUse,
  type PilotTiming,
  type ReportedFile,
  type ReportedState,
  type UpdateAnswer,
} from './records/job-update.ts';
export { createPandaClient, type PandaClientOptions } from './create-panda-client.ts';
export type {
  ApiName,
  AccessTokenRequest,
  BulkAnswer,
  CallBounds,
  DebugModeRequest,
  KeyPair,
  KeyPairNames,
  PandaClient,
  ProxyRequest,
} from './panda-client.ts';
export {
  isPandaServerError,
  PandaServerError,
  type ServerErrorKind,
  type ServerFailure,
} from './failures/panda-server-error.ts';
export { pilotErrorFor } from './failures/pilot-error-for.ts';
export { retryDelayMs, type RetryOptions, withRetries } from './failures/retry.ts';
export type { ServerCommand } from './records/server-command.ts';
export type { WorkerNode, WorkerNodeGpu, WorkerStatusUpdate } from './records/worker.ts';
